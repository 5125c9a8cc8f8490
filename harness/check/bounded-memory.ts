import type { ConditionalPromise } from "../contract/lab.ts";
import { calleeAway, calleeSlow, moreLoad } from "../contract/hazards.ts";
import type { MemoryFact } from "../history/facts.ts";
import { type Examination, type NoLimit, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import { type NeverSent, neverSent } from "./load_validity.ts";
import type { Says } from "./phrase.ts";

/** With fewer samples, growth looks the same as the start of a process. */
const fewestSamples = 3;

export type BoundedMemoryPhrase =
  | Says<"memory-not-sampled">
  /** No process has more samples than this. */
  | Says<"too-few-samples", { samples: number; needed: number }>
  | Says<"memory-within-limit", Growth>
  | Says<"memory-above-limit", Growth>;

/** Memory of the process that grew most. */
export type Growth = {
  readonly role: string;
  /** From 1 on. */
  readonly incarnation: number;
  readonly samples: number;
  readonly lowestBytes: number;
  readonly highestBytes: number;
  readonly limitBytes: number;
};

export const boundedMemory:
  & ConditionalPromise
  & Examination<BoundedMemoryPhrase | NoLimit | NeverSent> = {
    name: "bounded-memory",
    holds: "under",
    threatenedBy: [calleeAway, calleeSlow, moreLoad],
    summary: "No process's memory grows by more than the limit.",
    anomaly: null,
    limit: "bytes",
    examine(evidence, claim) {
      const limitBytes = claim?.limit;
      if (limitBytes === undefined) return undecided({ code: "no-limit" });
      const { memory } = evidence.facts;
      if (memory.length === 0) return undecided({ code: "memory-not-sampled" });
      const most = grewMost(memory.filter(({ samples }) => samples >= fewestSamples));
      if (most === null) {
        const samples = Math.max(...memory.map(({ samples }) => samples));
        return undecided({ code: "too-few-samples", samples, needed: fewestSamples });
      }
      const tally = new Tally();
      const isBroken = growthOf(most) > limitBytes;
      // No single operation caused the growth.
      if (isBroken) tally.count = 1;
      const code = isBroken ? "memory-above-limit" : "memory-within-limit";
      const seen: BoundedMemoryPhrase = { code, ...grown(most), limitBytes };
      return { tally, seen, undecided: neverSent(evidence) };
    },
  };

const growthOf = ({ lowestBytes, highestBytes }: MemoryFact) => highestBytes - lowestBytes;

/** The process that grew most; if several grew the same, the first by name. */
function grewMost(memory: readonly MemoryFact[]): MemoryFact | null {
  return memory.reduce<MemoryFact | null>(
    (most, next) => most === null || growthOf(next) > growthOf(most) ? next : most,
    null,
  );
}

function grown(fact: MemoryFact): Omit<Growth, "limitBytes"> {
  const { role, incarnation, samples, lowestBytes, highestBytes } = fact;
  return { role, incarnation: incarnation ?? 1, samples, lowestBytes, highestBytes };
}
