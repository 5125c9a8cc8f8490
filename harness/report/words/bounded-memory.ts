import type { BoundedMemoryPhrase, Growth } from "../../check/bounded-memory.ts";
import { many, mebibytes } from "./amounts.ts";
import type { Words } from "./words.ts";

export const boundedMemory: Words<BoundedMemoryPhrase> = {
  "memory-not-sampled": () => "no process's memory was sampled",
  "too-few-samples": ({ samples, needed }) =>
    `no process has more than ${many(samples, "sample")} of its memory, ${needed} are needed`,
  "memory-within-limit": (growth) =>
    `${grown(growth)}, at most ${mebibytes(growth.limitBytes)} promised`,
  "memory-above-limit": (growth) => `${grown(growth)}, above ${mebibytes(growth.limitBytes)}`,
};

function grown({ role, incarnation, samples, lowestBytes, highestBytes }: Growth): string {
  // Most roles have one process for the whole run.
  const process = incarnation === 1 ? role : `${role} (incarnation ${incarnation})`;
  return `${process} grew most, by ${mebibytes(highestBytes - lowestBytes)} ` +
    `(from ${mebibytes(lowestBytes)} to ${mebibytes(highestBytes)}, ${many(samples, "sample")})`;
}
