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
import type { Examination } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { few, type Operations, type Says } from "./phrase.ts";

export type NoCorruptionPhrase =
  | Says<"values-right">
  /** `astray`: how many of these operations were applied to another key. */
  | Says<"corrupted", Operations & { astray: number }>
  | Says<"nothing-applied">
  | Says<Incomparable, Operations>;

/** The value or key that is missing, so that an effect cannot be compared. */
type Incomparable =
  | "value-sent-unknown"
  | "effect-without-value"
  | "owner-unknown"
  | "effect-without-key";

export const noCorruption: UnconditionalPromise & Examination<NoCorruptionPhrase> = {
  name: "no-corruption",
  holds: "always",
  threatenedBy: "operations",
  operations: (evidence) => evidence.tally((slot) => evidence.isApplied(slot)).count,
  summary: "An effect has the value that was sent, and the key of its operation.",
  anomaly: "corrupted",
  judgedAfterHalt: true,
  examine(evidence) {
    const tally = evidence.tally((slot) =>
      hasOtherValue(evidence, slot) || hasOtherKey(evidence, slot)
    );
    const astray = () => evidence.tally((slot) => hasOtherKey(evidence, slot)).count;
    const seen: NoCorruptionPhrase = tally.count === 0
      ? { code: "values-right" }
      : { code: "corrupted", ...few(tally), astray: astray() };
    return { tally, seen, undecided: incomparable(evidence) };
  },
};

/** Whether one of the operation's effects has another key than its invoke or its commit. */
function hasOtherKey({ facts: { operations } }: Evidence, slot: number): boolean {
  const arrived = operations.key(slot, EFFECT_KEY);
  if (arrived < 0) return false;
  const invoked = operations.key(slot, INVOKE_KEY);
  const committed = operations.key(slot, COMMIT_KEY);
  // With two keys on the effects, at least one differs from that of the invoke or the commit.
  if ((operations.flags[slot] & EFFECT_KEYS_DIFFER) !== 0) return invoked >= 0 || committed >= 0;
  return (invoked >= 0 && invoked !== arrived) || (committed >= 0 && committed !== arrived);
}

function hasOtherValue({ facts: { operations } }: Evidence, slot: number): boolean {
  const { flags } = operations;
  const both = VALUE_KNOWN | EFFECT_VALUE_KNOWN;
  if ((flags[slot] & both) !== both) return false;
  // With two values, at least one differs from the invoked value.
  return (flags[slot] & (EFFECT_VALUES_DIFFER | VALUE_DIFFERS)) !== 0;
}

/** One phrase for each missing value or key; empty where every effect can be compared. */
function incomparable(evidence: Evidence): NoCorruptionPhrase[] {
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
  if (!isAnyApplied) return [{ code: "nothing-applied" }];
  const phrase = (code: Incomparable, isSo: (slot: number) => boolean): NoCorruptionPhrase[] => {
    const tally = new Tally();
    for (const slot of doubtful) if (isSo(slot)) tally.add(op.get(slot));
    return tally.count === 0 ? [] : [{ code, ...few(tally) }];
  };
  return [
    ...phrase("value-sent-unknown", (slot) => !evidence.has(slot, VALUE_KNOWN)),
    ...phrase(
      "effect-without-value",
      (slot) => evidence.has(slot, VALUE_KNOWN) && evidence.has(slot, EFFECT_VALUE_MISSING),
    ),
    ...phrase(
      "owner-unknown",
      (slot) => !hasOwner(slot) && operations.key(slot, EFFECT_KEY) >= 0,
    ),
    ...phrase(
      "effect-without-key",
      (slot) => hasOwner(slot) && evidence.has(slot, EFFECT_KEY_MISSING),
    ),
  ];
}
