import type { HistoryEvent } from "../../harness/history/event.ts";
import { defineLab, type Lab } from "../../harness/lab.ts";
import { postgres, type PostgresCorner } from "../../harness/services/postgres.ts";
import { commits, effects } from "../login_points/audit.ts";
import { deadLetters, stored } from "../login_points/broker_audit.ts";
import { fitting } from "../login_points/fitting.ts";
import { unhandled } from "../login_points/unhandled.ts";
import { registerUsers, sourceTables, targetTables } from "../login_points/schema.ts";
import { type BrokerCorner, groupOf } from "../../harness/services/broker.ts";
import { asides, buriedOf, countsOf, refusedOf } from "./audit.ts";
import { brokers, type BrokerTraits } from "../login_points/brokers.ts";
import { campaignsTable, grantKey, unsentTable } from "./schema.ts";
import { eventWiring, variantsOn } from "./variants.ts";

interface Corners {
  readonly source: PostgresCorner;
  readonly broker: BrokerCorner;
  readonly target: PostgresCorner;
}

const program = import.meta.resolve("./points.ts");
const consumer = (target: string, summary: string) => ({
  summary,
  program,
  part: "consumer",
  spare: 1,
  links: ["broker", "target"],
  traces: [{ kind: "effect" as const, target, server: "target" }],
});

const frame = (broker: BrokerTraits) => ({
  name: "messaging",
  summary: "The message is sent to a broker after the commit; consumers recognise copies.",
  broker: broker.name,
  services: { source: postgres, broker: broker.service, ...broker.others, target: postgres },
  entry: "login",
  roles: {
    login: {
      summary: "takes logins over HTTP, commits, sends the message, answers",
      program: import.meta.resolve("./login.ts"),
      links: ["source", "broker"],
      listens: true,
      traces: [
        { kind: "commit" as const, server: "source" },
        { kind: "stored" as const, server: "broker" },
      ],
    },
    points: consumer("points", "consumes LoggedIn and grants points"),
    coupon: { ...consumer("coupon", "the same event, for itself: a coupon"), instances: 0 },
    analytics: { ...consumer("analytics", "the same event, for itself: a count"), instances: 0 },
    newsletter: {
      ...consumer("newsletter", "the same event, for itself, from the day it joins"),
      instances: 0,
      spare: 0,
      joinsLater: true as const,
    },
  },
  faultPoints: {
    login: ["before-rollback", "before-commit", "after-commit", "before-send", "after-send"],
    points: [
      "after-deliver",
      "after-effect-before-record",
      "after-effect-before-ack",
      "after-ack-before-work",
      "after-ack",
    ],
  },
  targets: ["points"],
  minimumOperations: 20,
});

function messagingOn(traits: BrokerTraits): Lab {
  const parts = frame(traits);
  const variants = variantsOn(traits);
  const lab = defineLab({
    ...parts,
    variants,

    async prepare({ source, broker, target }: Corners, variant, keys) {
      await source.sql.script(sourceTables + unsentTable);
      await registerUsers(source.sql, keys);
      const key = variants[variant].settings?.points?.DEDUP === "idempotent-effect" ? grantKey : "";
      await target.sql.script(targetTables + campaignsTable + key);
      const { targets = ["points"], wiring } = variants[variant];
      await broker.wire({ groups: groupsOf(broker, targets), ...wiring });
    },

    async progress({ source, broker, target }: Corners, variant) {
      const { targets = ["points"] } = variants[variant];
      const groups = groupsOf(broker, [...targets, ...joined.get(broker) ?? []]);
      const [counts, ...lags] = await Promise.all([
        countsOf(source.sql, target.sql, targets),
        ...groups.map((group) => broker.lag(group)),
      ]);
      const { committed, waiting, applied } = counts;
      const lag = lags.reduce((sum, lag) => sum === null || lag === null ? null : sum + lag, 0);
      return { committed, applied, backlog: waiting, lag, sent: committed - waiting };
    },

    async outstanding({ source, broker, target }: Corners, variant) {
      const { targets = ["points"] } = variants[variant];
      const names = [...targets, ...joined.get(broker) ?? []];
      const { waiting } = await countsOf(source.sql, target.sql, names);
      const left = await unhandled(broker, target.sql, names);
      return { ...left, waiting: left.waiting + waiting };
    },

    async welcome({ broker }: Corners, role) {
      await broker.wire({ groups: groupsOf(broker, [role]), ...eventWiring });
      joined.set(broker, [...joined.get(broker) ?? [], role]);
      return traits.replays ? "start" : "now";
    },

    async cure({ target }: Corners, campaign) {
      await target.sql`insert into campaigns values (${campaign}) on conflict do nothing`;
    },

    async refused({ broker, target }: Corners, variant, ops) {
      const consumer = variants[variant].settings?.points?.CONSUMER ?? "";
      const gives = ["dead-letter", "swallow-poison"].includes(consumer);
      const refused = await refusedOf(target.sql, ops, gives);
      // What cannot be handled and is not given up keeps the others from being met.
      if (!gives) return { count: refused, isAll: refused > 0 };
      const buries = consumer === "dead-letter" && refused > 0;
      const count = buries ? await buriedOf(broker, ops) : refused;
      return { count, isAll: count === ops.length };
    },

    redrive: ({ broker }: Corners) => broker.redrive(broker.group),

    async *audit({ source, broker, target }: Corners, variant, epochMs): AsyncGenerator<
      HistoryEvent
    > {
      yield* commits(source.sql, epochMs);
      yield* asides(source.sql, target.sql, epochMs);
      yield* stored(broker, epochMs);
      yield* deadLetters(broker, epochMs);
      const { targets = ["points"] } = variants[variant];
      for (const name of [...targets, ...joined.get(broker) ?? []]) {
        yield* effects(target.sql, epochMs, name);
      }
    },
  });
  return fitting(lab) as unknown as Lab;
}

const groupsOf = ({ topic }: BrokerCorner, targets: readonly string[]): string[] =>
  targets.map((name) => groupOf(topic, name));

/** Who joined a run's corner while it ran. */
const joined = new WeakMap<BrokerCorner, readonly string[]>();

const editions: readonly Lab[] = brokers.map(messagingOn);
export const messaging: Lab = { ...editions[0], editions };
