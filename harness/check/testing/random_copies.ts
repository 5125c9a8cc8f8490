/** Random histories of a few operations, some of which did not reach their targets. */
import fc from "fast-check";
import type { Event } from "./random_slips.ts";

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, freq: number) =>
  fc.option(arbitrary, { nil: undefined, freq });

/** The row and the commit of an operation. Two operations may overlap. */
const commit = (op: number) =>
  fc.record({
    key: sometimes(fc.constantFrom("kim", "kim", "lee"), 12),
    seq: sometimes(fc.constantFrom(op + 1, op + 1, op + 1, 1, 2), 12),
    written: sometimes(fc.constantFrom(10 * op + 11, 10 * op + 3), 16),
    at: fc.option(fc.constantFrom(10 * op + 12, 10 * op + 12, 10 * op + 32), { freq: 16 }),
  });

const names = (targets: readonly string[] | undefined) => targets ?? ["points"];

function operation(op: number, targets: readonly string[] | undefined): fc.Arbitrary<Event[]> {
  return fc.record({
    commit: fc.option(commit(op), { freq: 24 }),
    reached: fc.oneof<fc.MaybeWeightedArbitrary<readonly string[]>[]>(
      { weight: 4, arbitrary: fc.constant<readonly string[]>(names(targets)) },
      { weight: 3, arbitrary: fc.subarray([...names(targets)]) },
    ),
    isAside: fc.constantFrom(false, false, false, false, true),
  }).map(({ commit, reached, isAside }) => {
    const { key, seq } = commit ?? {};
    return [
      { kind: "invoke", at: 10 * op + 10, op, key: "kim", value: "v", planned: 10 * op + 10 },
      ...(commit === null ? [] : [{ kind: "commit", op, ...commit }]),
      { kind: "ok", at: 10 * op + 13, op },
      ...reached.map((target) => (
        { kind: "effect", at: 10 * op + 60, op, key, seq, n: op + 1, target, value: "v" }
      )),
      ...(isAside ? [{ kind: "aside", at: 40, op, where: "dead_letters" }] : []),
    ];
  });
}

const numbersBelow = (length: number) => Array.from({ length }, (_, i) => i);

/**
 * The changes of an operation's transaction, and those that each target applied.
 *
 * @param soundness the weight of the right choice at each of five places; a slip has weight 1
 */
export function changesOf(
  op: number,
  targets: readonly string[],
  soundness: number,
): fc.Arbitrary<Event[]> {
  const slip = <T>(sound: T, other: fc.Arbitrary<T>) =>
    fc.oneof({ weight: soundness, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: other });
  const txid = fc.constantFrom(op + 100, Number.MAX_SAFE_INTEGER);
  return fc.constantFrom(1, 2, 3, 31).chain((of) => {
    const all = numbersBelow(of);
    const appliedIn = (target: string) =>
      fc.record({
        parts: slip(all, fc.subarray(numbersBelow(Math.min(of + 1, 31)))),
        txid,
        other: slip(null, fc.record({ i: fc.nat(of - 1), txid })),
      }).map(({ parts, txid, other }) =>
        [...parts.map((i) => ({ i, txid })), ...(other === null ? [] : [other])]
          .map((fields): Event => ({ kind: "applied", at: null, op, target, ...fields }))
      );
    return fc.record({
      named: slip(all, fc.subarray(all)),
      other: slip(null, fc.constant({ i: 0, of: of === 1 ? 2 : 1 })),
      reached: slip([...targets], fc.subarray([...targets])),
      applied: fc.tuple(...targets.map(appliedIn)),
    }).map(({ named, other, reached, applied }) => [
      ...[...named.map((i) => ({ i, of })), ...(other === null ? [] : [other])]
        .map((fields): Event => ({ kind: "change", at: null, op, ...fields })),
      ...applied.flat().filter(({ target }) => reached.includes(target as string)),
    ]);
  });
}

const wrongRows = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 2);

/** Audit events that compare tables with their copies. */
export const replicas: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constant("replica"),
    at: fc.constantFrom(null, 90),
    table: fc.constantFrom("logins", "users"),
    target: fc.constantFrom("points", "mail"),
    rows: fc.nat(3),
    missing: wrongRows,
    extra: wrongRows,
    different: wrongRows,
    first: fc.constantFrom(undefined, null, ["7: name"]),
  }),
  { maxLength: 3 },
);

/** Samples of the log that is kept for readers. */
export const retentions: fc.Arbitrary<Event[]> = fc.oneof(
  fc.constantFrom(2, 5),
  fc.constantFrom(2, 5, 6, 9),
).chain((highest) =>
  fc.array(
    fc.record({
      kind: fc.constant("retention"),
      at: fc.constantFrom(null, 10, 20.5, 90),
      slot: fc.constantFrom("connector", "standby"),
      bytes: fc.nat(highest),
    }),
    { maxLength: 6 },
  )
);

const ends = fc.constantFrom<Event[]>(
  [{ kind: "drained", at: 900, complete: true, why: "quiet" }],
  [{ kind: "drained", at: 900, complete: false, why: "halt", atRest: true }],
  [{ kind: "drained", at: 900, complete: false, why: "backlog" }],
  [{ kind: "drained", at: 38, complete: true, why: "too early" }],
);

const halt: Event = { kind: "halted", at: 70, role: "relay", why: "the slot is gone" };
const strike = { kind: "fault", id: "f", name: "kill-relay", target: "relay" };
const struck = (ops: readonly number[]): Event[] => [
  { ...strike, at: 5, phase: "begin" },
  { ...strike, at: 65, phase: "end", touched: 1, ops },
];

/** The events of a history, in random order. Its fault sometimes aims at the first operation. */
export const copiedEvents: fc.Arbitrary<Event[]> = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  targets: fc.constantFrom(undefined, ["points"], ["points", "mail"]),
  isHalted: fc.boolean(),
  isAimed: fc.boolean(),
  hasChanges: fc.constantFrom(true, true, true, false),
  end: ends,
}).chain(({ count, targets, isHalted, isAimed, hasChanges, end }) => {
  const ops = Array.from({ length: count }, (_, op) => op);
  const parts = ops.flatMap((op) => [
    operation(op, targets),
    ...(hasChanges ? [changesOf(op, names(targets), 12)] : []),
  ]);
  return fc.tuple(...parts, replicas, retentions).chain((lists) => {
    const events = [
      { kind: "meta", at: 0, schema: 1, truth: "commit", targets },
      ...lists.flat(),
      ...struck(isAimed ? [0] : []),
      ...(isHalted ? [halt] : []),
      ...end,
    ].map((event) => JSON.parse(JSON.stringify(event)) as Event);
    return fc.shuffledSubarray(events, { minLength: events.length });
  });
});
