/** Random hazards for histories of tests. */
import fc from "fast-check";
import { hazards } from "../../contract/hazards.ts";
import type { Event } from "./random_slips.ts";

const names = hazards.map(({ name }) => name);

/** What a run could see; undefined where the history does not say. */
export const seenHazards: fc.Arbitrary<string[] | undefined> = fc.option(
  fc.oneof(fc.constant(names), fc.subarray(names)),
  { nil: undefined, freq: 4 },
);

export const hazardEvents: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constant("hazard"),
    at: fc.constantFrom(null, 3, 7.5),
    name: fc.constantFrom(...names, "nobody-knows-it"),
    op: fc.constantFrom(undefined, 0, 1, 70_000),
    count: fc.constantFrom(undefined, undefined, 1, 3),
    source: fc.constantFrom("broker log", "kill-relay"),
  }),
  { maxLength: 4 },
);
