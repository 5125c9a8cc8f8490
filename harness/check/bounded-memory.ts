import type { ConditionalPromise } from "../contract/lab.ts";
import type { MemoryFact } from "../history/facts.ts";
import { type Examination, undecided } from "./checker.ts";
import { many, Tally } from "./evidence.ts";
import { neverSent } from "./load_validity.ts";
import { mebibytes } from "./units.ts";

/** Between two samples nobody can tell growth from a start. */
const fewestSamples = 3;

export const boundedMemory: ConditionalPromise & Examination = {
  name: "bounded-memory",
  holds: "under",
  summary: "No process's memory grows by more than the limit.",
  anomaly: null,
  limit: "bytes",
  examine(evidence, claim) {
    const limitBytes = claim?.limit;
    if (limitBytes === undefined) return undecided("the claim has no limit");
    const { memory } = evidence.facts;
    if (memory.length === 0) return undecided("no process's memory was sampled");
    const most = grewMost(memory.filter(({ samples }) => samples >= fewestSamples));
    if (most === null) {
      const highest = Math.max(...memory.map(({ samples }) => samples));
      const counted = many(highest, "sample");
      return undecided(
        `at most ${counted} of a process's memory, at least ${fewestSamples} needed`,
      );
    }
    const tally = new Tally();
    const isBroken = growthOf(most) > limitBytes;
    // No operation is to blame.
    if (isBroken) tally.count = 1;
    const limit = mebibytes(limitBytes);
    const why = `${grown(most)}, ${isBroken ? `above ${limit}` : `at most ${limit} promised`}`;
    return { tally, why, undecided: neverSent(evidence) };
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

function grown(fact: MemoryFact): string {
  const { role, incarnation, samples, lowestBytes, highestBytes } = fact;
  // Most roles have one process for the whole run.
  const process = (incarnation ?? 1) === 1 ? role : `${role} (incarnation ${incarnation})`;
  return `${process} grew most, by ${mebibytes(growthOf(fact))} ` +
    `(from ${mebibytes(lowestBytes)} to ${mebibytes(highestBytes)}, ${many(samples, "sample")})`;
}
