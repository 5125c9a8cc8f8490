import type { BoundedRetentionPhrase, Retained } from "../../check/bounded-retention.ts";
import { duration, many, mebibytes } from "./amounts.ts";
import type { Words } from "./words.ts";

export const boundedRetention: Words<BoundedRetentionPhrase> = {
  "retention-not-sampled": () => "nobody sampled how much log is kept for a reader",
  "retention-sampled-once": ({ needed }) =>
    `one sample of the log that is kept for a reader, at least ${needed} needed`,
  "retention-within-limit": (most) =>
    `${retained(most)}, at most ${mebibytes(most.limitBytes)} promised`,
  "retention-above-limit": (most) => `${above(most)}, and no role halted`,
  "retention-perhaps-halted": (most) =>
    `${above(most)}, and a line that cannot be read may say that a role halted`,
  "retention-until-halt": ({ role, why, ...most }) =>
    `${above(most)}, but ${role} had to halt: ${why}`,
};

const above = (most: Retained) => `${retained(most)}, above ${mebibytes(most.limitBytes)}`;

function retained({ slot, samples, highestBytes, atMs }: Retained): string {
  const when = atMs === null ? "" : ` at ${duration(atMs)}`;
  return `up to ${mebibytes(highestBytes)} of log kept for ${slot}${when} ` +
    `(${many(samples, "sample")})`;
}
