/** More cases for `phrase_cases.ts`: promises about copies of a source. */
import {
  commit,
  drained,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  ok,
  sound,
} from "./hand_written.ts";

interface Case {
  readonly events: Event[];
  readonly figures: Readonly<Record<string, unknown>>;
  readonly haltsUnder?: readonly string[];
}

const ops = (...numbers: number[]) => ({ count: numbers.length, ops: numbers });
const halted: Event = { at: 60, kind: "halted", role: "relay", why: "it is gone" };
const atRest: Event = { ...drained, complete: false, why: "relay halted", atRest: true };

/** A sound history, but without the effect of this operation. Each row was written 1 ms before its commit. */
const lacking = (op: number, end: Event[], fields: Event = {}): Event[] => [
  meta,
  ...[0, 1, 2].flatMap((one) => {
    const written = { ...commit(one), written: one * 10 + 1 };
    return one === op
      ? [invoke(op), { ...written, ...fields }, ok(op)]
      : happy(one).map((event) => event.kind === "commit" ? written : event);
  }),
  ...end,
];

const change = (op: number, i: number, of: number): Event => (
  { at: null, kind: "change", op, i, of, tx: 700 + op }
);
const applied = (op: number, i: number, txid = 900 + op): Event => (
  { at: null, kind: "applied", op, i, txid, target: "points" }
);
/** The sound history. Operation 1 has two changes, each other operation one. */
const changed = (...more: Event[]): Event[] => [
  ...sound,
  ...[change(0, 0, 1), change(1, 0, 2), change(1, 1, 2), change(2, 0, 1)],
  ...[applied(0, 0), applied(2, 0), ...more],
];

const replica = (fields: Event): Event => ({
  ...{ at: null, kind: "replica", table: "logins", target: "points", rows: 3 },
  ...{ missing: 0, extra: 0, different: 0, ...fields },
});

const retention = (at: number, mebibytes: number, slot = "connector"): Event => (
  { at, kind: "retention", slot, bytes: mebibytes * 2 ** 20 }
);
const retained = (mebibytes: number) => [...sound, retention(5, 0), retention(9, mebibytes)];
const kept = (mebibytes: number) => ({
  ...{ slot: "connector", samples: 2, highestBytes: mebibytes * 2 ** 20 },
  ...{ atMs: 9, limitBytes: 2 ** 20 },
});

export const copiesCases: Readonly<Record<string, Case>> = {
  // no-silent-gap
  "no-commit-record": { events: [{ ...meta, truth: "outcome" }, drained], figures: {} },
  "no-gap": { events: sound, figures: { happened: 3 } },
  "halted-at-gap": {
    events: lacking(2, [...fault("f", 5, 50), halted, atRest]),
    haltsUnder: ["kill-relay"],
    figures: { ...ops(2), role: "relay", why: "it is gone" },
  },
  "missing-without-halt": { events: lacking(2, [drained]), figures: ops(2) },
  "passed-in-time": { events: lacking(1, [halted, atRest]), figures: ops(1) },
  "passed-in-key": { events: lacking(1, [halted, atRest], { at: null }), figures: ops(1) },
  "gap-may-close": { events: lacking(1, []), figures: ops(1) },
  "gap-place-unknown": {
    events: lacking(2, [halted, atRest], { at: null, seq: undefined }),
    figures: ops(2),
  },
  // whole-transactions
  "changes-unknown": { events: sound, figures: {} },
  "no-change-applied": { events: [...sound, change(0, 0, 1)], figures: {} },
  "none-split": {
    events: changed(applied(1, 0), applied(1, 1)),
    figures: { transactions: 3, changes: 4 },
  },
  "split": { events: changed(applied(1, 0), applied(1, 1, 950)), figures: ops(1) },
  "change-unmade": {
    events: changed(applied(1, 0), applied(1, 1), applied(1, 2)),
    figures: ops(1),
  },
  "in-part": { events: changed(applied(1, 0)), figures: ops(1) },
  "changes-named-in-part": {
    events: [...sound, change(1, 0, 2), applied(1, 0), applied(1, 1)],
    figures: ops(1),
  },
  "transaction-unknown": { events: changed(), figures: ops(1) },
  // bounded-retention
  "retention-not-sampled": { events: sound, figures: {} },
  "retention-sampled-once": { events: [...sound, retention(5, 9)], figures: { needed: 2 } },
  "retention-within-limit": { events: retained(1), figures: kept(1) },
  "retention-above-limit": { events: retained(2), figures: kept(2) },
  "retention-perhaps-halted": {
    events: [...retained(2), { kind: "ok", op: -1 }],
    figures: kept(2),
  },
  "retention-until-halt": {
    events: [...retained(2), ...fault("f", 5, 50), halted, atRest],
    haltsUnder: ["kill-relay"],
    figures: { ...kept(2), role: "relay", why: "it is gone" },
  },
  // replica-equal
  "replica-unknown": { events: sound, figures: {} },
  "replica-equal": { events: [...sound, replica({})], figures: { tables: 1, rows: 3 } },
  "replica-differs": {
    events: [...sound, replica({ missing: 1, first: ["2: not there"] })],
    figures: {
      count: 1,
      tables: [{
        ...{ table: "logins", target: "points", rows: 3, missing: 1, extra: 0, different: 0 },
        first: ["2: not there"],
      }],
    },
  },
};
