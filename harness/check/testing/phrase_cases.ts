/** For tests: one small history for each code, with the expected figures. */
import type { Claim } from "../../contract/lab.ts";
import { promiseNames } from "../mod.ts";
import { copiesCases } from "./copies_cases.ts";
import { feedCases } from "./feed_cases.ts";
import { faultCases } from "./fault_cases.ts";
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  sound,
} from "./hand_written.ts";

/** Limits for the promises that need one. */
const limits: Readonly<Record<string, number>> = {
  "bounded-wait": 50,
  "bounded-memory": 2 ** 20,
  "bounded-retention": 2 ** 20,
  "progresses": 15_000,
};
export const claims = promiseNames.map((name): Claim => ({
  name,
  under: "any",
  limit: limits[name],
}));

export interface PhraseCase {
  readonly events: Event[];
  readonly figures: Readonly<Record<string, unknown>>;
  /** @default every promise */
  readonly claims?: readonly Claim[];
  /** @default 1 */
  readonly minimumOperations?: number;
  readonly haltsUnder?: readonly string[];
  readonly isPart?: boolean;
}

/** The sound history with other fields in some events; null removes the event. */
const changed = (kind: string, op: number, fields: Event | null): Event[] =>
  sound.flatMap((event) => {
    if (event.kind !== kind || event.op !== op) return [event];
    return fields === null ? [] : [{ ...event, ...fields }];
  });
const everyKeyGone = (...kinds: string[]): Event[] =>
  sound.map((event) =>
    kinds.includes(String(event.kind)) && event.op === 1 ? { ...event, key: undefined } : event
  );
const unreadable = { kind: "ok", op: -1 };
const ops = (...numbers: number[]) => ({ count: numbers.length, ops: numbers });

/** Operations planned every 10 ms; their callers wait this long. */
const waiting = (waitsMs: readonly number[], fields: Event = {}): Event[] =>
  waitsMs.flatMap((waitMs, op) => [
    { ...invoke(op), ...fields },
    commit(op),
    { at: op * 10 + waitMs, kind: "ok", op },
    effect(op),
  ]);
const even = (count: number, ms: number) => Array.from({ length: count }, () => ms);
const late = waiting(even(20, 80)).map((event) =>
  event.kind === "invoke" ? { ...event, at: Number(event.at) + 1_200 } : event
);
/** 40 callers wait this long; the fault begins after the first 20. */
const slow = (ms: number): Event[] => [
  ...[meta, ...waiting(even(40, ms)), drained],
  ...fault("f", 200, 800),
];
const timed = { timed: 100, isDuringFaults: false };
const sample = (at: number, mebibytes: number, role = "login"): Event => (
  { at, kind: "sample", role, rssBytes: mebibytes * 2 ** 20 }
);
const grown = (mebibytes: number) => [
  ...sound,
  ...[1, 2, 3].map((at) => sample(at, at === 3 ? 1 + mebibytes : 1)),
];
const growth = (mebibytes: number) => ({
  ...{ role: "login", incarnation: 1, samples: 3, limitBytes: 2 ** 20 },
  ...{ lowestBytes: 2 ** 20, highestBytes: (1 + mebibytes) * 2 ** 20 },
});
const stored = (op: number, offset: number): Event => (
  { at: 30, kind: "stored", op, topic: "t", offset }
);
const aside: Event = { at: 60, kind: "aside", op: 1, where: "outbox", reason: "x" };
const marked = (op: number): Event => ({ at: 40, kind: "marked", op, where: "outbox" });
const stood = (ms: number, fields: Event = {}): Event => (
  { at: 1, kind: "standstill", fromMs: 0, toMs: ms, backlog: 3, lag: null, ...fields }
);
const stoodFor = (stoodMs: number) => ({ stoodMs, backlog: 3, lag: null });
const proves = (why: Event) => ({ fault: "kill-relay", target: "relay", why });

/** The cases, by code. */
export const cases: Readonly<Record<string, PhraseCase>> = {
  // no-loss
  "none-missing": { events: sound, figures: { happened: 3, aside: 0, putBack: 0 } },
  "lost": {
    events: changed("effect", 1, null),
    figures: { ...ops(1), lastSeen: [{ name: "source", count: 1 }] },
  },
  "pending": { events: changed("effect", 1, null).slice(0, -1), figures: ops(1) },
  "not-seen-to-arrive": {
    events: [...changed("effect", 1, null), unreadable],
    figures: ops(1),
  },
  "missing-after-the-end": {
    events: [...sound, invoke(3), { ...commit(3), at: 950 }],
    figures: ops(3),
  },
  // no-duplicate, no-phantom
  "none-twice": { events: sound, figures: { effects: 3 } },
  "duplicate": {
    events: [...sound, effect(1), effect(1)],
    figures: { count: 2, ops: [1] },
  },
  "no-phantom": { events: sound, figures: {} },
  "phantom": { events: [...sound, effect(7)], figures: ops(7) },
  "not-seen-to-happen": { events: [...sound, effect(7), unreadable], figures: ops(7) },
  // order-per-key
  "in-order": { events: sound, figures: { keys: 1, putBack: 0 } },
  "out-of-order": { events: changed("effect", 1, { n: 9 }), figures: ops(1) },
  "no-key": { events: everyKeyGone("invoke", "commit", "effect"), figures: { count: 1 } },
  "no-seq": {
    events: sound.map((event) => ({ ...event, seq: event.op === 1 ? undefined : event.seq })),
    figures: { count: 1, key: "kim", keys: 1 },
  },
  "same-seq": {
    events: sound.map((event) => event.op === 1 && "seq" in event ? { ...event, seq: 1 } : event),
    figures: { ops: [0, 1], key: "kim", pairs: 1 },
  },
  "same-n": {
    events: changed("effect", 1, { n: 1 }),
    figures: { ops: [0, 1], key: "kim", target: "points", pairs: 1 },
  },
  // no-corruption
  "values-right": { events: sound, figures: {} },
  "corrupted": {
    events: changed("effect", 1, { key: "lee" }),
    figures: { ...ops(1), astray: 1 },
  },
  "nothing-applied": { events: [meta, drained], figures: {} },
  "value-sent-unknown": { events: changed("invoke", 1, { value: undefined }), figures: ops(1) },
  "effect-without-value": { events: changed("effect", 1, { value: undefined }), figures: ops(1) },
  "owner-unknown": { events: everyKeyGone("invoke", "commit"), figures: ops(1) },
  "effect-without-key": { events: everyKeyGone("effect"), figures: ops(1) },
  // caller-survives
  "no-login-sent": { events: [meta, drained], figures: {} },
  "none-failed": { events: sound, figures: { logins: 3 } },
  "callers-failed": { events: changed("ok", 1, null), figures: { ...ops(1), logins: 3 } },
  "callers-failed-slowly": {
    events: [meta, ...late.filter(({ kind, op }) => kind !== "ok" || op !== 1), drained],
    figures: { failed: 1, logins: 20, slowness: { code: "load-late", p99Ms: 1_200 } },
  },
  "failed-before-faults": {
    events: [...changed("ok", 0, { kind: "fail" }), ...fault("f", 15, 30)],
    figures: { failed: 1, logins: 2 },
  },
  "answers-unreadable": { events: [...changed("ok", 1, null), unreadable], figures: ops(1) },
  // bounded-wait
  "too-few-waits": {
    events: sound,
    figures: { timed: 3, isDuringFaults: false, needed: 20 },
  },
  "wait-within-limit": {
    events: [meta, ...waiting([...even(99, 3), 80]), drained],
    figures: { ...timed, p99Ms: 3, limitMs: 50 },
  },
  "wait-above-limit": {
    events: [meta, ...waiting([...even(98, 3), 80, 80]), drained],
    figures: { ...timed, p99Ms: 80, limitMs: 50, ...ops(98, 99) },
  },
  "wait-perhaps-lower": {
    events: [
      meta,
      ...waiting([...even(98, 3), 80, 80]),
      drained,
      ...even(100, 0).map(() => unreadable),
    ],
    figures: { ...timed, p99Ms: 80 },
  },
  "wait-of-late-load": {
    events: [meta, ...late, drained],
    figures: { timed: 20, isDuringFaults: false, p99Ms: 80, lateMs: 1_200 },
  },
  "wait-slow-before-faults": {
    events: slow(60),
    figures: { timed: 26, isDuringFaults: true, p99Ms: 60, medianMs: 60 },
  },
  "never-answered": {
    events: [meta, ...waiting(even(20, 3)), invoke(20), drained],
    figures: ops(20),
  },
  // bounded-memory
  "memory-not-sampled": { events: sound, figures: {} },
  "too-few-samples": { events: [...sound, sample(1, 1)], figures: { samples: 1, needed: 3 } },
  "memory-within-limit": { events: grown(1), figures: growth(1) },
  "memory-above-limit": { events: grown(2), figures: growth(2) },
  // no-contradiction, stored-once, no-orphan
  "none-aside-applied": { events: sound, figures: {} },
  "aside-yet-applied": { events: [...sound, aside], figures: ops(1) },
  "broker-log-unknown": { events: sound, figures: {} },
  "none-stored-twice": {
    events: [...sound, ...[0, 1, 2].map((op) => stored(op, op))],
    figures: { stored: 3 },
  },
  "stored-again": { events: [...sound, stored(1, 4), stored(1, 5)], figures: ops(1) },
  "broker-log-in-part": { events: [...sound, stored(1, 4)], figures: ops(0, 2) },
  "commits-unknown": { events: [{ ...meta, truth: "outcome" }, drained], figures: {} },
  "none-orphaned": { events: [...sound, ...[0, 1, 2].map(marked)], figures: {} },
  "orphaned": { events: [...sound, marked(0)], figures: ops(1, 2) },
  // progresses
  "standstill-unknown": { events: sound, figures: {} },
  "stood-within-limit": {
    events: [...sound, stood(9)],
    figures: { ...stoodFor(9), limitMs: 15_000 },
  },
  "stood-above-limit": {
    events: [...sound, stood(15_100)],
    figures: { ...stoodFor(15_100), limitMs: 15_000 },
  },
  "stood-doubted": {
    events: [...sound, stood(15_100, { doubt: "it keeps books" })],
    figures: { ...stoodFor(15_100), doubt: "it keeps books" },
  },
  "stood-slowly": {
    events: [...slow(600), stood(15_100)],
    figures: { ...stoodFor(15_100), slowness: { code: "slow-before-faults", medianMs: 600 } },
  },
  "watched-too-briefly": {
    events: [meta, ...happy(0), { ...drained, complete: false }, stood(9, { watchedMs: 10 })],
    figures: { watchedMs: 10, limitMs: 15_000 },
  },
  ...{ ...copiesCases, ...feedCases },
  // of several promises
  "no-limit": {
    events: sound,
    figures: {},
    claims: [{ name: "bounded-wait", under: "any" }],
  },
  "never-sent": {
    events: [...sound, { at: 40, kind: "drop", op: 4, planned: 40 }],
    figures: { dropped: 1, planned: 4 },
  },
  // doubts
  "not-drained": { events: [{ ...drained, complete: false, why: "x" }], figures: { why: "x" } },
  "part-of-a-history": { events: sound, figures: {}, isPart: true },
  "drained-unknown": { events: [meta], figures: {} },
  "no-event": { events: [], figures: { unreadable: null } },
  "role-halted": {
    events: [...sound, { at: 60, kind: "halted", role: "relay", why: "it is gone" }],
    figures: { role: "relay", why: "it is gone", mayHaltUnder: [] },
  },
  "too-few-operations": {
    events: sound,
    figures: { happened: 3, truth: "commit", needed: 9 },
    minimumOperations: 9,
  },
  "fault-proves-nothing": {
    events: [...sound, ...fault("f", 5, 30, { touched: 0 })],
    figures: proves({ code: "touched-nothing", afterLoadMs: null }),
  },
  ...faultCases,
};
