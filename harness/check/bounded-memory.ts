import type { MemoryFact } from "../history/facts.ts";
import { type Checker, undecided } from "./checker.ts";
import { many, Tally } from "./evidence.ts";
import { mebibytes } from "./units.ts";

/** Between two samples nobody can tell growth from a start. */
const fewestSamples = 3;

export const boundedMemory: Checker = {
  name: "bounded-memory",
  summary: "No role's memory grows by more than the limit.",
  anomaly: null,
  limit: "bytes",
  examine(evidence, claim) {
    const limitBytes = claim?.limit;
    if (limitBytes === undefined) return undecided("the claim has no limit");
    const most = grewMost(evidence.facts.memory);
    if (most === null) return undecided("no role's memory was sampled");
    const { role, samples, lowestBytes, highestBytes } = most;
    const counted = many(samples, "sample");
    if (samples < fewestSamples) {
      return undecided(`${counted} of ${role}'s memory, at least ${fewestSamples} needed`);
    }
    const tally = new Tally();
    const isBroken = growthOf(most) > limitBytes;
    // No operation is to blame.
    if (isBroken) tally.count = 1;
    const limit = mebibytes(limitBytes);
    const why = `${role} grew most, by ${mebibytes(growthOf(most))} ` +
      `(from ${mebibytes(lowestBytes)} to ${mebibytes(highestBytes)}, ${counted}), ` +
      (isBroken ? `above ${limit}` : `at most ${limit} promised`);
    return { tally, why, undecided: null };
  },
};

const growthOf = ({ lowestBytes, highestBytes }: MemoryFact) => highestBytes - lowestBytes;

/** The first by name, where several grew the same. */
function grewMost(memory: readonly MemoryFact[]): MemoryFact | null {
  return memory.reduce<MemoryFact | null>(
    (most, next) => most === null || growthOf(next) > growthOf(most) ? next : most,
    null,
  );
}
