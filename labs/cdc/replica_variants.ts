/** Copies of whole tables: the sound variants, and the famous mistakes beside them. */
import { noLoss } from "../../harness/check/no-loss.ts";
import { replicaEqual } from "../../harness/check/replica-equal.ts";
import { strike, type WorstCase } from "../../harness/contract/worst_case.ts";
import { kill } from "../../harness/faults/kill.ts";
import type { Variant } from "../../harness/contract/lab.ts";

export interface ReplicaVariant {
  readonly words: Readonly<Record<"login" | "reader", Readonly<Record<string, string>>>>;
  readonly rest: Omit<Variant, "promises" | "settings">;
}

/** A crash that the sound variant survives. */
const crash = ["reader:before-commit@3"];
/** Long enough for several TRUNCATEs, and for changes of each kind after the last one. */
const load = { rate: 100, durationMs: 3_000 };

/** It lasts until the reader is back from an end. */
const longLoad = { rate: 60, durationMs: 6_000 };

/** A crash during the copy, after the load has begun. */
const inTheCopy: WorstCase = {
  hold: ["reader:after-chunk@5=10s until login:after-commit"],
  crash: ["reader:after-chunk@10"],
};

const profiles = (apply: string, rest: ReplicaVariant["rest"]): ReplicaVariant => ({
  words: { login: { TABLE: "profiles" }, reader: { TABLE: "profiles", APPLY: apply } },
  rest,
});
const customers = (
  snapshot: string,
  rest: ReplicaVariant["rest"],
  further: Readonly<Record<string, string>> = {},
): ReplicaVariant => ({
  words: {
    login: { TABLE: "customers" },
    reader: { TABLE: "customers", APPLY: "replica", SNAPSHOT: snapshot, ...further },
  },
  rest,
});
const twin = (apply: string, summary: string): ReplicaVariant =>
  profiles(apply, {
    summary,
    breaks: replicaEqual,
    imitates: "replica",
    shownAt: `replica.ts#${apply}`,
    insteadOf: "replica.ts#all",
    worstCase: { ...load, crash },
  });

export const replicaVariants: Readonly<Record<string, ReplicaVariant>> = {
  "replica": profiles("replica", {
    summary: "copies a table with before and after images: changed keys, large values, TRUNCATE",
    worstCase: {
      ...longLoad,
      crash: ["reader:after-commit@2", "reader:before-commit@6"],
      chaos: [strike(kill, "source")],
    },
  }),
  "ignores-deletes": twin("ignores-deletes", "copies inserts and updates alone"),
  "toast-as-null": twin(
    "toast-as-null",
    "writes null for a large value that did not change and so was not logged",
  ),
  "key-change-in-place": twin(
    "key-change-in-place",
    "looks for an updated row by its new key: where the key changed, the old row stays",
  ),
  "trusts-row-events": twin("trusts-row-events", "ignores TRUNCATE, which has no event for a row"),
  "snapshot": customers("exported", {
    leadMs: 2_500,
    summary: "copies 100,000 old rows in the slot's own snapshot, then goes on with the stream",
    worstCase: {
      ...inTheCopy,
      ...longLoad,
      // The reader has committed, and the source does not know yet.
      chaos: [strike(kill, { thing: "source", at: "reader:after-commit" })],
    },
  }),
  "snapshot-then-slot": customers("then-slot", {
    summary: "copies, then creates the slot: commits between are in neither copy nor stream",
    breaks: noLoss,
    imitates: "snapshot",
    shownAt: "snapshot.ts#thenSlot",
    insteadOf: "snapshot.ts#exported",
    worstCase: { hold: ["reader:after-snapshot-before-slot=10s until login:after-commit"] },
  }),
  "position-before-snapshot-durable": customers("position-first", {
    summary: "saves the position before the rows: after a crash the rest is never copied",
    breaks: replicaEqual,
    imitates: "snapshot",
    shownAt: "snapshot.ts#positionFirst",
    insteadOf: "snapshot.ts#exported",
    worstCase: inTheCopy,
  }),
  "snapshot-overwrites-newer": customers("overwrites", {
    summary: "streams while it copies: writes an old row after a newer change of this row",
    breaks: replicaEqual,
    imitates: "snapshot",
    shownAt: "snapshot.ts#overwrites",
    insteadOf: "snapshot.ts#exported",
    // The load lasts longer than the copy.
    worstCase: {
      rate: 100,
      durationMs: 5_000,
      hold: ["reader:before-copy=10s until reader:after-commit@20"],
    },
  }, { BATCH: "1" }),
};
