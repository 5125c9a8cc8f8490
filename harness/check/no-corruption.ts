import {
  COMMITTED,
  EFFECT_VALUE_KNOWN,
  EFFECT_VALUE_MISSING,
  EFFECT_VALUES_DIFFER,
  VALUE_KNOWN,
} from "../history/facts.ts";
import type { Checker } from "./checker.ts";
import { type Evidence, many, named } from "./evidence.ts";

export const noCorruption: Checker = {
  name: "no-corruption",
  summary: "An effect carries the value that was sent, and is its key's.",
  anomaly: "corrupted",
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      hasOtherValue(evidence, slot) || hasOtherKey(evidence, slot)
    );
    const silent = evidence.tally((slot) =>
      evidence.has(slot, VALUE_KNOWN) && evidence.has(slot, EFFECT_VALUE_MISSING)
    );
    const why = tally.count === 0
      ? "every effect carries its operation's value"
      : `${many(tally.count, "operation")} applied ${how(evidence, tally.count)}: ${named(tally)}`;
    const undecided = silent.count === 0
      ? null
      : `an effect without a value cannot be compared: ${named(silent)}`;
    return { tally, why, undecided };
  },
};

function how(evidence: Evidence, all: number): string {
  const astray = evidence.tally((slot) => hasOtherKey(evidence, slot)).count;
  if (astray === 0) return "with another value";
  return astray === all ? "to another key" : `with another value, or (${astray}) to another key`;
}

/** Applied to another key than it was committed for; where nobody says that, than it was invoked for. */
function hasOtherKey(evidence: Evidence, slot: number): boolean {
  const { operations: { commitKey, invokeKey }, targets } = evidence.facts;
  const isCommitted = evidence.has(slot, COMMITTED) && commitKey[slot] >= 0;
  const key = isCommitted ? commitKey[slot] : invokeKey[slot];
  if (key < 0) return false;
  return targets.some((effects) =>
    effects.count[slot] > 0 && effects.key[slot] >= 0 && effects.key[slot] !== key
  );
}

function hasOtherValue({ facts: { operations } }: Evidence, slot: number): boolean {
  const { flags, valueA, valueB, effectA, effectB } = operations;
  const both = VALUE_KNOWN | EFFECT_VALUE_KNOWN;
  if ((flags[slot] & both) !== both) return false;
  // Of two values, one at least is not the one invoked.
  if ((flags[slot] & EFFECT_VALUES_DIFFER) !== 0) return true;
  return valueA[slot] !== effectA[slot] || valueB[slot] !== effectB[slot];
}
