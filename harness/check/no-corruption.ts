import type { UnconditionalPromise } from "../contract/lab.ts";
import {
  COMMIT_KEY,
  EFFECT_KEY,
  EFFECT_KEY_MISSING,
  EFFECT_KEYS_DIFFER,
  EFFECT_VALUE_KNOWN,
  EFFECT_VALUE_MISSING,
  EFFECT_VALUES_DIFFER,
  INVOKE_KEY,
  VALUE_DIFFERS,
  VALUE_KNOWN,
} from "../history/columns.ts";
import { type Examination, reasons } from "./checker.ts";
import { type Evidence, many, named, Tally } from "./evidence.ts";

export const noCorruption: UnconditionalPromise & Examination = {
  name: "no-corruption",
  holds: "always",
  summary: "An effect carries the value that was sent, and is its key's.",
  anomaly: "corrupted",
  judgedAfterHalt: true,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      hasOtherValue(evidence, slot) || hasOtherKey(evidence, slot)
    );
    const why = tally.count === 0
      ? "every effect carries its operation's value"
      : `${many(tally.count, "operation")} applied ${how(evidence, tally.count)}: ${named(tally)}`;
    return { tally, why, undecided: incomparable(evidence) };
  },
};

function how(evidence: Evidence, all: number): string {
  const astray = evidence.tally((slot) => hasOtherKey(evidence, slot)).count;
  if (astray === 0) return "with another value";
  return astray === all ? "to another key" : `with another value, or (${astray}) to another key`;
}

/** Applied to another key than it was invoked for, or than it was committed for. */
function hasOtherKey({ facts: { operations } }: Evidence, slot: number): boolean {
  const arrived = operations.key(slot, EFFECT_KEY);
  if (arrived < 0) return false;
  const invoked = operations.key(slot, INVOKE_KEY);
  const committed = operations.key(slot, COMMIT_KEY);
  // Of two keys, one at least is not the one invoked, or committed.
  if ((operations.flags[slot] & EFFECT_KEYS_DIFFER) !== 0) return invoked >= 0 || committed >= 0;
  return (invoked >= 0 && invoked !== arrived) || (committed >= 0 && committed !== arrived);
}

function hasOtherValue({ facts: { operations } }: Evidence, slot: number): boolean {
  const { flags } = operations;
  const both = VALUE_KNOWN | EFFECT_VALUE_KNOWN;
  if ((flags[slot] & both) !== both) return false;
  // Of two values, one at least is not the one invoked.
  return (flags[slot] & (EFFECT_VALUES_DIFFER | VALUE_DIFFERS)) !== 0;
}

/** One clause for each thing that is missing on one side; null where every effect can be compared. */
function incomparable(evidence: Evidence): string | null {
  const { operations } = evidence.facts;
  const { op } = operations;
  const hasOwner = (slot: number) =>
    operations.key(slot, INVOKE_KEY) >= 0 || operations.key(slot, COMMIT_KEY) >= 0;
  const doubtful: number[] = [];
  let isAnyApplied = false;
  evidence.each((slot) => {
    if (!evidence.isApplied(slot)) return;
    isAnyApplied = true;
    const isWhole = evidence.has(slot, VALUE_KNOWN) && hasOwner(slot) &&
      !evidence.has(slot, EFFECT_VALUE_MISSING | EFFECT_KEY_MISSING);
    if (!isWhole) doubtful.push(slot);
  });
  if (!isAnyApplied) return "nothing was applied: there is no effect to compare";
  const clause = (what: string, isSo: (slot: number) => boolean) => {
    const tally = new Tally();
    for (const slot of doubtful) if (isSo(slot)) tally.add(op.get(slot));
    return tally.count === 0 ? null : `${what}: ${named(tally)}`;
  };
  return reasons(
    clause(
      "no invoke says which value was sent, so an effect cannot be compared",
      (slot) => !evidence.has(slot, VALUE_KNOWN),
    ),
    clause(
      "an effect without a value cannot be compared",
      (slot) => evidence.has(slot, VALUE_KNOWN) && evidence.has(slot, EFFECT_VALUE_MISSING),
    ),
    clause(
      "neither invoke nor commit says whose it is, so the key of an effect cannot be compared",
      (slot) => !hasOwner(slot) && operations.key(slot, EFFECT_KEY) >= 0,
    ),
    clause(
      "an effect without a key cannot be compared",
      (slot) => hasOwner(slot) && evidence.has(slot, EFFECT_KEY_MISSING),
    ),
  );
}
