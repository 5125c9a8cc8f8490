import {
  EFFECT_VALUE_KNOWN,
  EFFECT_VALUE_MISSING,
  EFFECT_VALUES_DIFFER,
  VALUE_KNOWN,
} from "../history/facts.ts";
import type { Checker } from "./checker.ts";
import { type Evidence, many, named } from "./evidence.ts";

export const noCorruption: Checker = {
  name: "no-corruption",
  summary: "An effect carries the value that was sent.",
  anomaly: "corrupted",
  examine(evidence) {
    const tally = evidence.tally((slot) => isCorrupted(evidence, slot));
    const silent = evidence.tally((slot) =>
      evidence.has(slot, VALUE_KNOWN) && evidence.has(slot, EFFECT_VALUE_MISSING)
    );
    const why = tally.count === 0
      ? "every effect carries its operation's value"
      : `${many(tally.count, "operation")} applied with another value: ${named(tally)}`;
    const undecided = silent.count === 0
      ? null
      : `an effect without a value cannot be compared: ${named(silent)}`;
    return { tally, why, undecided };
  },
};

function isCorrupted({ facts: { operations } }: Evidence, slot: number): boolean {
  const { flags, valueA, valueB, effectA, effectB } = operations;
  const both = VALUE_KNOWN | EFFECT_VALUE_KNOWN;
  if ((flags[slot] & both) !== both) return false;
  // Of two values, one at least is not the one invoked.
  if ((flags[slot] & EFFECT_VALUES_DIFFER) !== 0) return true;
  return valueA[slot] !== effectA[slot] || valueB[slot] !== effectB[slot];
}
