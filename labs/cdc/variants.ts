/** The variants of reading a change log: the sound ones, and the famous mistakes beside them. */
import { boundedRetention } from "../../harness/check/bounded-retention.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noSilentGap } from "../../harness/check/no-silent-gap.ts";
import { replicaEqual } from "../../harness/check/replica-equal.ts";
import { wholeTransactions } from "../../harness/check/whole-transactions.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { type FaultSet, on } from "../../harness/contract/fault_set.ts";
import { advance } from "../../harness/faults/advance.ts";
import { drop } from "../../harness/faults/drop.ts";
import { expire } from "../../harness/faults/expire.ts";
import { invalidate } from "../../harness/faults/invalidate.ts";
import { noisyNeighbor } from "../../harness/faults/noisy_neighbor.ts";
import { kill } from "../../harness/faults/kill.ts";
import { renameColumn } from "../../harness/faults/rename_column.ts";
import { recreate } from "../../harness/faults/recreate.ts";
import { restore } from "../../harness/faults/restore.ts";
import type { Mistake, Promised, Variant } from "../../harness/contract/lab.ts";
import { allFive, progresses } from "../login_points/promises.ts";
import { replicaVariants } from "./replica_variants.ts";

/**
 * In milliseconds: a connection is given up after 5 s, a reader that failed starts again after
 * 0.3 s, and waits up to 3 s until the session of the previous reader has ended.
 */
const standstillMs = 15_000;

/** A reader saves an idle position once a second, and a busy server writes some 16 MB meanwhile. */
const retainedBytes = 40 * 2 ** 20;

const promises: readonly Promised[] = [
  ...allFive(),
  progresses(standstillMs),
  promise(noSilentGap),
  promise(wholeTransactions),
  promise(replicaEqual),
  promise(boundedRetention, { limit: retainedBytes }),
];

/** A slot that is gone or moved, another server, a lost column: the reader halts, and says how to repair it. */
export const haltsUnder: readonly FaultSet[] = [
  on(renameColumn),
  on(drop),
  on(recreate),
  on(advance),
  on(invalidate),
  on(expire),
  on(restore),
];

type Words = Readonly<Record<string, string>>;
type Rest = Omit<Variant, "promises" | "settings">;

const sound = (reader: Words, rest: Rest): Variant => ({
  ...rest,
  promises,
  haltsUnder,
  settings: { reader },
});
/** A twin claims the promises of the sound variant that it imitates. */
const twin = (reader: Words, rest: Rest & Mistake): Variant => sound(reader, rest);

/** One transaction a turn, so that a failpoint strikes between two of them. */
const single = { BATCH: "1" };

const replicas: Readonly<Record<string, Variant>> = Object.fromEntries(
  Object.entries(replicaVariants).map(([name, { words, rest }]) => [
    name,
    { ...rest, promises, haltsUnder, settings: words },
  ]),
);

export const variants: Readonly<Record<string, Variant>> = {
  "saved-position": sound({}, {
    summary: "whole transactions and the position of the last in one transaction of the target",
    worstCase: {
      // The load lasts until the reader is back from its first end.
      ...{ rate: 60, durationMs: 6_000 },
      crash: ["reader:after-commit@2", "reader:before-commit@6"],
      chaos: [strike(kill, "source")],
    },
  }),
  "no-position": twin({ ...single, POSITION: "none" }, {
    summary: "begins at the log's end: nobody reads what was committed while it was away",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "reader.ts#startAtEnd",
    insteadOf: "reader.ts#startAtSaved",
    worstCase: { crash: ["reader:after-ack@5"] },
  }),
  "position-before-apply": twin({ ...single, SAVE: "before-apply" }, {
    summary: "saves the position, then applies",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "delivery.ts##received",
    insteadOf: "delivery.ts##save",
    worstCase: { crash: ["reader:before-apply@5"] },
  }),
  "ack-on-receive": twin({ ...single, POSITION: "slot", ACK: "on-receive" }, {
    summary: "acknowledges a transaction when it has arrived in memory",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "delivery.ts##received",
    insteadOf: "delivery.ts##deliver",
    worstCase: { hold: ["reader:before-apply@5=500ms"], crash: ["reader:before-commit@5"] },
  }),
  "ack-as-documented": twin({ ...single, POSITION: "slot", CLIENT: "library" }, {
    summary: "acknowledges as the library documents it: one byte too much skips the next commit",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "log/library.ts#acknowledge",
    insteadOf: "log/log.ts#answer",
    worstCase: {
      // One login waits for the next, and no other is in progress: their commits are neighbors.
      rate: 10,
      hold: ["login:before-commit@10=10s until login:before-commit@11"],
      crash: ["reader:after-ack@10"],
    },
  }),
  "trusts-start-lsn": twin({ START: "none" }, {
    summary:
      "asks for its saved position and does not compare: the server begins where the slot is",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "position.ts#trust",
    insteadOf: "position.ts#compare",
    worstCase: { chaos: [strike(advance)] },
  }),
  "recreate-slot": twin({ START: "recreate" }, {
    summary: "creates a lost slot anew and goes on: nobody learns that changes are missing",
    breaks: noSilentGap,
    imitates: "saved-position",
    shownAt: "position.ts#recreate",
    insteadOf: "position.ts#compare",
    worstCase: { chaos: [strike(drop)] },
  }),
  "no-heartbeat": twin({ IDLE: "none" }, {
    summary: "confirms only after changes: an idle database keeps the log of all its neighbors",
    breaks: boundedRetention,
    imitates: "saved-position",
    shownAt: "idle.ts#tick",
    // One user, and one login that waits: nobody else can commit, so the database is idle.
    worstCase: {
      users: 1,
      rate: 40,
      hold: ["login:before-commit@10=8s"],
      forMs: 4_000,
      chaos: [strike(noisyNeighbor, { at: "login:before-commit@10" })],
    },
  }),
  "row-by-row": twin({ COMMIT: "change" }, {
    summary: "commits each change alone: others see half of a login",
    breaks: wholeTransactions,
    imitates: "saved-position",
    shownAt: "by_change.ts#byChange",
    insteadOf: "delivery.ts##deliver",
    worstCase: { crash: ["reader:after-change@20"] },
  }),
  "resume-by-event": twin({ SAVE: "by-change" }, {
    summary: "saves a position with each change; the rest of the transaction has the same one",
    breaks: noLoss,
    imitates: "saved-position",
    shownAt: "by_change.ts#byChange",
    insteadOf: "delivery.ts##deliver",
    worstCase: { crash: ["reader:after-change@20"] },
  }),
  "position-every-n": twin({ ...single, SAVE: "every-n" }, {
    summary:
      "saves the position once in ten transactions, and the target does not recognise a copy",
    breaks: noDuplicate,
    imitates: "saved-position",
    shownAt: "delivery.ts##save",
    worstCase: { crash: ["reader:after-commit@15"] },
  }),
  "saves-commit-start": twin({ ...single, SAVE: "commit-start" }, {
    summary: "saves where the commit begins, so the last transaction is sent again",
    breaks: noDuplicate,
    imitates: "saved-position",
    shownAt: "delivery.ts##save",
    worstCase: { crash: ["reader:after-ack@15"] },
  }),
  ...replicas,
};
