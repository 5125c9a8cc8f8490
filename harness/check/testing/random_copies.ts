/** Random histories of few operations, of which some did not reach their targets. */
import fc from "fast-check";
import type { Event } from "./random_slips.ts";

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, freq: number) =>
  fc.option(arbitrary, { nil: undefined, freq });

/** Row and commit of an operation; those of two may be under way at once. */
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

/** The events of a history, in no order; under a fault that sometimes aims at the first operation. */
export const copiedEvents: fc.Arbitrary<Event[]> = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  targets: fc.constantFrom(undefined, ["points"], ["points", "mail"]),
  isHalted: fc.boolean(),
  isAimed: fc.boolean(),
  end: ends,
}).chain(({ count, targets, isHalted, isAimed, end }) => {
  const ops = Array.from({ length: count }, (_, op) => op);
  return fc.tuple(...ops.map((op) => operation(op, targets))).chain((lists) => {
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
