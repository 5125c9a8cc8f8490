/** The variants of an outbox: the sound variants, and twins with famous mistakes. */
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noSilentGap } from "../../harness/check/no-silent-gap.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { progresses as progressPromise } from "../../harness/check/progresses.ts";
import { on } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { kill } from "../../harness/faults/kill.ts";
import { pause } from "../../harness/faults/pause.ts";
import { poison } from "../../harness/faults/poison.ts";
import { restore } from "../../harness/faults/restore.ts";
import type { Mistake, Variant } from "../../harness/contract/lab.ts";
import type { BrokerTraits } from "../login_points/brokers.ts";
import { allFive, brokerStandstillMs, progresses } from "../login_points/promises.ts";

type Rest = Omit<Variant, "promises">;

export function variantsOn(broker: BrokerTraits): Record<string, Variant> {
  const promises = [...allFive(broker.reorders), progresses(brokerStandstillMs)];
  const settingsOf = ({ settings = {} }: Rest) => {
    const [relay, points] = [settings.relay, settings.points].map((own) => ({
      BROKER: broker.name,
      ...own,
    }));
    return { relay, points };
  };
  // A twin claims the promises of the sound variant that it imitates.
  const variant = (rest: Rest): Variant => ({
    ...rest,
    // A relay that may halt must not leave a gap: every row before its last sent row must be sent.
    promises: rest.haltsUnder === undefined ? promises : [...promises, promise(noSilentGap)],
    settings: settingsOf(rest),
  });
  return Object.fromEntries(
    Object.entries({ ...sound, ...twins }).map(([name, rest]) => [name, variant(rest)]),
  );
}

const sound: Readonly<Record<string, Rest>> = {
  "status": {
    summary: "a status per row; sends in order, awaits, then marks",
    worstCase: {
      crash: ["relay:after-send-before-mark@1"],
      chaos: [strike(kill, "broker"), strike(kill, "consumer")],
    },
  },
  "last-id-safe": {
    summary: "a position in a separate table, over windows of finished transactions",
    worstCase: { hold: ["login:before-commit@20 until relay:after-mark"] },
    haltsUnder: [on(restore, "source")],
    settings: { relay: { OUTBOX: "last-id-safe" } },
  },
  "notify": {
    summary: "status, woken by LISTEN/NOTIFY, with polling as the safety net",
    worstCase: { crash: ["relay:after-send-before-mark@1"], chaos: [strike(kill, "source")] },
    settings: { relay: { WAKE: "notify", POLL_MS: "1000" } },
  },
  "two-relays": {
    summary: "status, two relays, one active by advisory lock",
    worstCase: { crash: ["relay:after-send-before-mark@1"], chaos: [strike(pause, "relay")] },
    settings: { relay: { ACTIVE: "advisory-lock" } },
    instances: { relay: 2 },
  },
};

const twins: Readonly<Record<string, Rest & Mistake>> = {
  "last-id": {
    summary: "remembers the last id it sent; never sees a lower id that commits later",
    breaks: noLoss,
    imitates: "last-id-safe",
    shownAt: "last_id.ts#lastIdOutbox",
    insteadOf: "last_id_safe.ts#inWindow",
    worstCase: { hold: ["login:before-commit@20=10s until relay:after-mark"] },
    settings: { relay: { OUTBOX: "last-id" } },
  },
  "mark-before-send": {
    summary: "marks the row, then sends it",
    breaks: noLoss,
    imitates: "status",
    shownAt: "relay.ts#markThenSend",
    insteadOf: "relay.ts#sendThenMark",
    worstCase: { crash: ["relay:after-mark@1"] },
    settings: { relay: { DELIVERY: "mark-then-send" } },
  },
  "unawaited-send": {
    summary: "does not await send() and marks at once",
    breaks: noLoss,
    imitates: "status",
    shownAt: "relay.ts#sendUnawaited",
    insteadOf: "relay.ts#sendThenMark",
    // The first fault kills the broker before the relay sends: the rows are only in the memory of the relay.
    worstCase: {
      chaos: [strike(kill, { thing: "broker", at: "relay:after-read@3" })],
      crash: [{ point: "relay:after-mark@1", during: strike(kill, "broker") }],
    },
    settings: { relay: { DELIVERY: "send-unawaited" } },
  },
  "skip-on-failure": {
    summary: "leaves a failed row for later, and sends the next row of the same user",
    breaks: orderPerKey,
    imitates: "status",
    shownAt: "relay.ts#skipOnFailure",
    insteadOf: "relay.ts#sendInOrder",
    worstCase: {
      users: 1,
      rate: 100,
      hold: ["relay:before-read@1=10s until login:after-commit@20"],
      fail: ["relay:before-send@1"],
    },
    settings: { relay: { DELIVERY: "skip-on-failure" } },
  },
  "spins-on-poison": {
    summary: "retries a failed row for ever, and all behind it wait (head-of-line blocking)",
    breaks: progressPromise,
    imitates: "status",
    shownAt: "relay.ts#spinOnPoison",
    insteadOf: "status.ts#refuse",
    worstCase: { chaos: [strike(poison)] },
    settings: { relay: { DELIVERY: "spin-on-poison" } },
  },
  "skip-locked": {
    summary: "two relays share the rows with SKIP LOCKED",
    breaks: orderPerKey,
    imitates: "two-relays",
    shownAt: "relay.ts#skipLocked",
    insteadOf: "turns.ts#soleRelay",
    worstCase: {
      users: 1,
      rate: 100,
      hold: ["relay:after-read@1=10s until relay:after-mark"],
    },
    settings: { relay: { DELIVERY: "skip-locked" } },
    instances: { relay: 2 },
  },
  "no-dedup": {
    summary: "the consumer grants for every delivery",
    breaks: noDuplicate,
    imitates: "status",
    shownAt: "../login_points/points.ts#grant",
    insteadOf: "../login_points/points.ts#grantOnce",
    worstCase: { crash: ["points:after-effect-before-ack@5"] },
    settings: { points: { DEDUP: "none" } },
  },
};
