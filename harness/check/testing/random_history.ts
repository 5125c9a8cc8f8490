/** Random histories for tests. */
import fc from "fast-check";
import { changesOf, replicas, retentions } from "./random_copies.ts";
import { feeds } from "./random_feed.ts";
import { hazardEvents, seenHazards } from "./random_hazards.ts";
import { type Event, withSlip } from "./random_slips.ts";

const keys = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom<unknown>("kim", "lee", "zoë", 'q"uote\\', "", "日本"),
  },
  // Adjacent integers that become the same double; lone surrogates; a number as text.
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      76561198045763615n,
      76561198045763616n,
      "76561198045763616",
      "\ud800",
      "\ud801",
    ),
  },
);
const values = fc.constantFrom<unknown>(
  ...["100", "1020", "é", "", "\u0001", "𝒳", "\udfff"],
  ...[9007199254740992n, 9007199254740993n],
);
/** Around this number, adjacent doubles are one or two apart. */
const farOut = 9007199254740990n;
const time = fc.integer({ min: 0, max: 60 }).map((ticks) => ticks * 0.625);
const maybeTime = fc.option(time, { freq: 6 });

/** A field that may be missing. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 8) =>
  fc.option(arbitrary, { nil: undefined, freq });

/** Null in seven of eight cases. */
export const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

interface Shape {
  readonly targets: readonly string[] | null;
  /** Whether effects carry `n`: all, none or some. */
  readonly numbers: "all" | "none" | "some";
  /** Whether `seq` and `n` are clocks with more digits than a double keeps. */
  readonly isLong: boolean;
}

const counted = (number: number, { isLong }: Shape): number | bigint =>
  isLong ? farOut + BigInt(number) : number;

function effect(op: number, shape: Shape, value: unknown): fc.Arbitrary<Event> {
  const { targets, numbers } = shape;
  const names = targets ?? ["points"];
  const n = fc.integer({ min: 1, max: 9 }).map((number) => counted(number, shape));
  const target = fc.constantFrom(...names, "elsewhere");
  return fc.record({
    kind: fc.constant("effect"),
    at: maybeTime,
    op: fc.constant(op),
    key: maybe(keys, 10),
    seq: maybe(fc.integer({ min: 1, max: 4 }).map((number) => counted(number, shape))),
    n: numbers === "none" ? fc.constant(undefined) : numbers === "all" ? n : maybe(n, 2),
    target: names.length === 1 && numbers !== "some" ? maybe(target, 6) : target,
    value: fc.oneof(
      { weight: 24, arbitrary: fc.constant<unknown>(value) },
      { weight: 2, arbitrary: values },
      { weight: 1, arbitrary: fc.constantFrom(undefined, null, 100) },
    ),
  });
}

/** An operation without an error: in order, once in each target. */
function soundOperation(op: number, index: number, shape: Shape): fc.Arbitrary<Event[]> {
  const order = counted(index + 1, shape);
  const planned = index * 5;
  const written = maybe(fc.constantFrom(planned, planned, planned - 7), 12);
  return fc.record({ key: keys, value: values, takes: time, written }).map((drawn) => {
    const { key, value, takes, written } = drawn;
    return [
      { kind: "invoke", at: planned, op, key, value, planned },
      { kind: "commit", at: planned + 1.25, op, key, seq: order, written },
      { kind: "ok", at: planned + 2.5, op },
      ...(shape.targets ?? ["points"]).map((target) => ({
        kind: "effect",
        at: planned + 1.25 + takes,
        op,
        key,
        seq: order,
        n: order,
        target,
        value,
      })),
    ];
  });
}

/** The events of one operation with any kind of error. */
function operation(op: number, shape: Shape): fc.Arbitrary<Event[]> {
  const seqs = fc.integer({ min: 1, max: 4 }).map((number) => counted(number, shape));
  return fc.record({ key: keys, value: values, seq: seqs }).chain(
    ({ key, value, seq }) => {
      const event = (kind: string, fields: Record<string, fc.Arbitrary<unknown>> = {}) =>
        fc.record({ kind: fc.constant(kind), at: maybeTime, op: fc.constant(op), ...fields });
      const invoke = event("invoke", {
        // One in eight is sent more than a second late.
        at: fc.tuple(maybeTime, seldom(fc.constant(1_200))).map(([at, more]) =>
          at === null ? null : at + (more ?? 0)
        ),
        key: fc.constant(key),
        value: maybe(fc.constant(value), 12),
        planned: maybe(time),
        rollback: fc.constantFrom(undefined, undefined, true, false, null),
      });
      const outcome = event("ok").chain((ok) =>
        fc.constantFrom("ok", "ok", "ok", "fail", "info").map((kind) => ({ ...ok, kind }))
      );
      const commit = event("commit", {
        key: maybe(fc.constant(key), 12),
        seq: maybe(fc.constant(seq), 12),
        written: maybe(time, 3),
      });
      const role = fc.constantFrom("points", "points#2", "relay", "loader");
      return fc.tuple(
        fc.option(invoke, { freq: 12 }),
        fc.oneof({ weight: 6, arbitrary: outcome.map((one) => [one]) }, {
          weight: 1,
          arbitrary: fc.array(outcome, { maxLength: 3 }),
        }),
        seldom(event("drop", { planned: maybe(time) })),
        fc.option(commit, { freq: 4 }),
        fc.array(event("send", { role, attempt: fc.nat(3) }), { maxLength: 1 }),
        fc.array(event("stored", { at: movedAt, copy: fc.constantFrom(undefined, 2) }), {
          maxLength: 2,
        }),
        seldom(event("marked", { at: movedAt, where: fc.constant("outbox") })),
        fc.array(event("deliver", { role }), { maxLength: 3 }),
        fc.oneof({
          weight: 4,
          arbitrary: fc.tuple(
            ...(shape.targets ?? ["points"]).map((name) =>
              effect(op, shape, value).map((one) => ({ ...one, target: name }))
            ),
          ),
        }, { weight: 1, arbitrary: fc.array(effect(op, shape, value), { maxLength: 3 }) }),
        seldom(event("aside", { where: fc.constantFrom("outbox", "points", "mail", undefined) })),
        // One time in sixty-four, two operations have the same number.
        seldom(seldom(invoke)),
        fc.array(event("banana", { op: fc.constant("x"), deep: fc.json() }), { maxLength: 1 }),
      ).map((parts) => parts.flat().filter((part) => part !== null) as Event[]);
    },
  );
}

/** Often so late that it falls into a time in which a role should stand still. */
const movedAt = fc.option(fc.integer({ min: 700, max: 900 }), { freq: 6 });

const still = fc.record({
  role: fc.constant("relay"),
  kinds: fc.subarray(["stored", "marked", "effect"], { minLength: 1 }),
  target: fc.constantFrom(undefined, "points", "mail"),
  fromMs: fc.integer({ min: 10, max: 300 }),
  lastsMs: fc.integer({ min: 0, max: 600 }),
}).map(({ lastsMs, ...rest }) => withoutMissing({ ...rest, toMs: rest.fromMs + lastsMs }));

function fault(index: number, ops: readonly number[]): fc.Arbitrary<Event[]> {
  const common = {
    kind: fc.constant("fault"),
    at: fc.option(time, { freq: 20 }),
    id: fc.constant(`f${index}`),
    name: fc.constantFrom("kill-relay", "poison-message"),
    target: fc.constant("relay"),
  };
  return fc.record({
    from: time,
    lasts: time,
    hasBegin: fc.integer({ min: 0, max: 9 }),
    hasEnd: fc.integer({ min: 0, max: 9 }),
    begin: fc.record({ ...common, phase: fc.constant("begin") }),
    end: fc.record({
      ...common,
      phase: fc.constant("end"),
      touched: maybe(fc.constantFrom(0, 1, 3, 3, 3), 16),
      ops: maybe(fc.subarray([...ops]), 2),
      ineffective: maybe(fc.constantFrom("it had done nothing", ""), 2).map((text) => text ?? null),
      by: fc.constantFrom(undefined, null, "process tree"),
      still: fc.option(fc.array(still, { maxLength: 2 }), { nil: undefined }),
    }),
  }).map(({ from, lasts, hasBegin, hasEnd, begin, end }) => [
    ...(hasBegin > 0 ? [{ ...begin, at: from }] : []),
    ...(hasEnd > 0 ? [{ ...end, at: from + lasts }] : []),
  ]);
}

/** Sometimes a role ends for good: before, during or after the faults. */
const halts: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constant("halted"),
    at: fc.option(fc.integer({ min: 0, max: 80 }), { freq: 8 }),
    role: fc.constantFrom("relay", "points#2"),
    why: fc.constantFrom("the slot is gone", "", undefined),
  }),
  { maxLength: 2 },
);

const standstills: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constant("standstill"),
    at: maybeTime,
    fromMs: fc.constant(10),
    toMs: fc.integer({ min: 10, max: 20 }),
    backlog: fc.nat(3),
    lag: fc.constantFrom(null, 0, 2),
    watchedMs: fc.constantFrom(undefined, 4, 90),
    doubt: fc.constantFrom(undefined, undefined, null, "", "it keeps books of its own"),
  }),
  { maxLength: 2 },
);

const samples: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constant("sample"),
    at: maybeTime,
    role: fc.constantFrom("login", "login", "login#2"),
    incarnation: fc.constantFrom(undefined, undefined, null, 1, 1, 2),
    rssBytes: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 8 }),
  }),
  { maxLength: 20, size: "max" },
);

/** The events of a whole history, in random order. */
export const randomEvents: fc.Arbitrary<Event[]> = fc.record({
  truth: fc.constantFrom("commit", "outcome", undefined),
  targets: fc.constantFrom(null, ["points"], ["points", "mail"]),
  numbers: fc.constantFrom("all", "all", "none", "some"),
  isLong: fc.constantFrom(false, false, true),
  otherRun: seldom(seldom(fc.constant(true))),
  count: fc.integer({ min: 0, max: 6 }),
  faults: fc.integer({ min: 0, max: 2 }),
  drained: fc.constantFrom([true], [true], [true], [], [false], [true, false], [true, true]),
  atRest: fc.constantFrom(undefined, null, true, true, false),
  hazards: seenHazards,
  halted: fc.oneof({ weight: 3, arbitrary: fc.constant<Event[]>([]) }, {
    weight: 1,
    arbitrary: halts,
  }),
  saidAt: fc.array(fc.constantFrom<number | null>(90, 90, 12, null), {
    minLength: 2,
    maxLength: 2,
  }),
}).chain((drawn) => {
  const { truth, targets, numbers, isLong, otherRun, count, faults } = drawn;
  const { drained, atRest, halted, saidAt, hazards } = drawn;
  const shape = { targets, numbers, isLong } as Shape;
  // Some numbers are far apart, because numbers may have gaps.
  const ops = Array.from({ length: count }, (_, i) => i === 5 ? 2 ** 40 : i === 4 ? 70_000 : i);
  const meta = targets === null && truth === undefined
    ? []
    : [{ kind: "meta", at: 0, schema: 1, truth, targets: targets ?? undefined, hazards }];
  const parts = [
    ...ops.map((op, index) =>
      fc.oneof(
        { weight: 6, arbitrary: withSlip(op, soundOperation(op, index, shape)) },
        { weight: 1, arbitrary: operation(op, shape) },
      )
    ),
    ...ops.map((op) => changesOf(op, targets ?? ["points"], 4)),
    ...Array.from({ length: faults }, (_, i) => fault(i, ops)),
    samples,
    standstills,
    replicas,
    retentions,
    feeds,
    hazardEvents,
  ];
  return fc.tuple(...parts).chain((lists) => {
    const events = [
      ...meta,
      ...(otherRun ? [{ kind: "meta", at: 0, schema: 1, truth, targets: ["elsewhere"] }] : []),
      ...lists.flat(),
      ...halted,
      ...drained.map((complete, i) => (
        { kind: "drained", at: saidAt[i], complete, why: "deadline", atRest }
      )),
    ].map(withoutMissing);
    return fc.shuffledSubarray(events, { minLength: events.length });
  });
});

function withoutMissing(event: Record<string, unknown>): Event {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== undefined),
  ) as Event;
}
