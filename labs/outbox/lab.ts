import type { HistoryEvent } from "../../harness/history/event.ts";
import { type Claim, defineLab, type Lab, type Variant } from "../../harness/lab.ts";
import { postgres } from "../../harness/services/postgres.ts";
import { commits, effects } from "../login_points/audit.ts";
import { brokers, type BrokerTraits } from "../login_points/brokers.ts";
import { fitting } from "../login_points/fitting.ts";
import { allFive, brokerStandstillMs, progresses } from "../login_points/promises.ts";
import { registerUsers, sourceTables, targetTables } from "../login_points/schema.ts";
import { stored } from "../login_points/broker_audit.ts";
import { asides, backlogOf, countsOf, marks } from "./audit.ts";
import { outstandingOf } from "./outstanding.ts";
import { notifying, positionOutbox, statusOutbox } from "./schema.ts";

const survives = [
  "kill-broker",
  "restart-broker",
  "pause-broker",
  "disk-full-broker",
  "kill-leader",
  "kill-two-brokers",
  "unbind-queue",
  "kill-relay",
  "pause-relay",
  "kill-consumer",
  "kill-source",
  "kill-target",
  "delay-network",
  "partition-network",
  "reset-connections",
  "lose-ack",
  "duplicate-message",
  "poison-message",
  "slow-consumer",
  "rebalance",
  "offline-subscriber",
  "points-slow",
  "kill-login",
  "stop-login",
  "rollback",
  "burst",
];
/** Failpoints that take nothing from the consumer. */
const harmless = ["crash relay", "crash login", "hold", "fail"];

type Rest = Omit<Variant, "promises" | "survives">;

function variantsOn({ name, reorders }: BrokerTraits): Record<string, Variant> {
  const faults = survives.filter((fault) => !reorders.includes(fault));
  const inOrder = reorders.length === 0
    ? allFive
    : allFive.map((claim): Claim =>
      claim.name === "order-per-key" ? { ...claim, under: [...faults, ...harmless] } : claim
    );
  const promises = [...inOrder, progresses(brokerStandstillMs)];
  const told = ({ settings = {} }: Rest) => {
    const [relay, points] = [settings.relay, settings.points].map((own) => ({
      BROKER: name,
      ...own,
    }));
    return { relay, points };
  };
  const sound = (rest: Rest): Variant => ({ ...rest, promises, survives, settings: told(rest) });
  /** A twin claims what the sound variant claims that it imitates. */
  const twin = (rest: Rest & { breaks: string }): Variant => ({
    ...rest,
    promises,
    survives: [],
    settings: told(rest),
  });
  return {
    "status": sound({
      summary: "a status a row; sent in order, awaited, then marked",
      telling: "--crash relay:after-send-before-mark@1 --chaos kill-broker,kill-consumer",
    }),
    "last-id-safe": sound({
      summary: "a position in a table of its own, over windows of finished transactions",
      telling: "--hold login:before-commit@20 until relay:after-mark",
      settings: { relay: { OUTBOX: "last-id-safe" } },
    }),
    "notify": sound({
      summary: "status, woken by LISTEN/NOTIFY, with polling as the safety net",
      telling: "--crash relay:after-send-before-mark@1 --chaos kill-source",
      settings: { relay: { WAKE: "notify", POLL_MS: "1000" } },
    }),
    "two-relays": sound({
      summary: "status, two relays, one active by advisory lock",
      telling: "--crash relay:after-send-before-mark@1 --chaos pause-relay",
      settings: { relay: { ACTIVE: "advisory-lock" } },
      instances: { relay: 2 },
    }),
    "last-id": twin({
      summary: "remembers the last id it sent; never sees a lower id that commits later",
      breaks: "no-loss",
      telling: "--hold login:before-commit@20=10s until relay:after-mark",
      settings: { relay: { OUTBOX: "last-id" } },
    }),
    "mark-before-send": twin({
      summary: "marks the row, then sends it",
      breaks: "no-loss",
      telling: "--crash relay:after-mark@1",
      settings: { relay: { DELIVERY: "mark-then-send" } },
    }),
    "unawaited-send": twin({
      summary: "does not await send() and marks at once",
      breaks: "no-loss",
      // The broker is dead before the rows are handed over: they are in the memory of the relay alone.
      telling: "--chaos kill-broker at relay:after-read@3 " +
        "--crash relay:after-mark@1 during kill-broker",
      settings: { relay: { DELIVERY: "send-unawaited" } },
    }),
    "skip-on-failure": twin({
      summary: "a row that fails is left for later, the next of the same user goes on",
      breaks: "order-per-key",
      telling: "--users 1 --rate 100 --hold relay:before-read@1=10s until login:after-commit@20 " +
        "--fail relay:before-send@1",
      settings: { relay: { DELIVERY: "skip-on-failure" } },
    }),
    "spins-on-poison": twin({
      summary: "a row that fails is tried for ever, and all behind it wait (head-of-line blocking)",
      breaks: "progresses",
      telling: "--chaos poison-message",
      settings: { relay: { DELIVERY: "spin-on-poison" } },
    }),
    "skip-locked": twin({
      summary: "two relays share the rows with SKIP LOCKED",
      breaks: "order-per-key",
      telling: "--users 1 --rate 100 --hold relay:after-read@1=10s until relay:after-mark",
      settings: { relay: { DELIVERY: "skip-locked" } },
      instances: { relay: 2 },
    }),
    "no-dedup": twin({
      summary: "the consumer grants for every delivery",
      breaks: "no-duplicate",
      telling: "--crash points:after-effect-before-ack@5",
      settings: { points: { DEDUP: "none" } },
    }),
  };
}

const outboxOn = (traits: BrokerTraits) =>
  fitting(defineLab({
    name: "outbox",
    broker: traits.name,
    summary: "The message is written in the business transaction; a relay sends it.",
    services: { source: postgres, broker: traits.service, ...traits.others, target: postgres },
    entry: "login",
    roles: {
      login: {
        summary: "takes logins over HTTP; writes the login and the outbox row in one transaction",
        program: import.meta.resolve("./login.ts"),
        links: ["source"],
        listens: true,
        traces: [{ kind: "commit", server: "source" }],
      },
      relay: {
        summary: "reads the outbox, sends to the broker, marks what was sent",
        program: import.meta.resolve("./relay.ts"),
        links: ["source", "broker"],
        traces: [{ kind: "marked", server: "source" }, { kind: "stored", server: "broker" }],
      },
      points: {
        summary: "consumes the topic; dedup and grant in one transaction",
        program: import.meta.resolve("./points.ts"),
        part: "consumer",
        spare: 1,
        links: ["broker", "target"],
        traces: [{ kind: "effect", server: "target" }],
      },
    },
    faultPoints: {
      login: ["before-rollback", "before-commit", "after-commit"],
      relay: ["before-read", "after-read", "before-send", "after-send-before-mark", "after-mark"],
      points: ["after-deliver", "after-effect-before-ack", "after-ack"],
    },
    pointsWithoutOps: ["relay:before-read"],
    variants: variantsOn(traits),
    targets: ["points"],
    minimumOperations: 20,

    async prepare({ source, broker, target }, variant, keys) {
      await source.sql.script(sourceTables + tablesOf(variant));
      await registerUsers(source.sql, keys);
      await target.sql.script(targetTables);
      await broker.wire({
        groups: [broker.group],
        kind: "event",
        durable: true,
        singleActiveConsumer: true,
      });
    },

    async progress({ source, broker, target }, variant, foreign) {
      const [backlog, lag, counts] = await Promise.all([
        backlogOf(source.sql, keepsPosition(variant), variant),
        broker.lag(broker.group),
        countsOf(source.sql, target.sql),
      ]);
      const { committed, written, applied } = counts;
      // Whether somebody else's relay marks what it sent is not known.
      const sent = foreign.has("relay") ? await broker.taken() : written - backlog;
      return { committed, applied, backlog, lag, sent };
    },

    outstanding: ({ source, broker, target }, variant, foreign) =>
      outstandingOf(source.sql, broker, target.sql, keepsPosition(variant), foreign),

    async *audit({ source, broker, target }, variant, epochMs): AsyncGenerator<HistoryEvent> {
      yield* commits(source.sql, epochMs);
      yield* marks(source.sql, keepsPosition(variant), epochMs);
      yield* asides(source.sql, target.sql, keepsPosition(variant), epochMs);
      yield* stored(broker, epochMs);
      yield* effects(target.sql, epochMs, "points");
    },
  }));

const keepsPosition = (variant: string): boolean => variant.startsWith("last-id");

function tablesOf(variant: string): string {
  if (keepsPosition(variant)) return positionOutbox;
  return variant === "notify" ? statusOutbox + notifying : statusOutbox;
}

const editions = brokers.filter(({ redelivers }) => redelivers).map(outboxOn);
export const outbox = { ...editions[0], editions: editions as unknown as readonly Lab[] };
