/** For tests: arbitrary paths. */
import fc from "fast-check";
import type { Path } from "./path.ts";

const path: fc.Arbitrary<Path> = fc.record({
  outcome: fc.constantFrom("ok", "refused", "unknown", "none"),
  isCommitted: fc.boolean(),
  lastHop: fc.constantFrom("source", "relay", "target"),
  effects: fc.nat({ max: 2 }).map((count) => [["points", count] as const]),
  isAside: fc.boolean(),
  wrong: fc.constantFrom([], ["lost"]),
});

/** Few paths: two operations often have the same. */
const few: fc.Arbitrary<Path> = fc.constantFrom("source", "relay", "target").map((lastHop) => ({
  ...{ outcome: "ok", isCommitted: true, lastHop, effects: [], isAside: false, wrong: [] },
}));

export const paths = {
  path,
  /** The paths of a run's operations, some of 0 to 9. */
  run: fc.dictionary(fc.nat({ max: 9 }).map(String), few)
    .map((all) => new Map(Object.entries(all).map(([op, path]) => [Number(op), path]))),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
};
