import type { UnconditionalPromise } from "../contract/lab.ts";
import { receiverAway, unreadLog } from "../contract/hazards.ts";
import type { RetentionFact } from "../history/facts.ts";
import { type Examination, type NoLimit, undecided } from "./checker.ts";
import { Tally } from "./evidence.ts";
import { type NeverSent, neverSent } from "./load_validity.ts";
import type { Says } from "./phrase.ts";

/** One sample says nothing about the rest of the time. */
const fewestSamples = 2;

export type BoundedRetentionPhrase =
  | Says<"retention-not-sampled">
  | Says<"retention-sampled-once", { needed: number }>
  | Says<"retention-within-limit", Retained>
  | Says<"retention-above-limit", Retained>
  /** A line that cannot be read may say that a role halted. */
  | Says<"retention-perhaps-halted", Retained>
  /** The first role that halted, and its own sentence. */
  | Says<"retention-until-halt", Retained & { role: string; why: string }>;

/** The log of the reader for which the most log was kept. */
export type Retained = {
  readonly slot: string;
  /** Number of samples of this reader. */
  readonly samples: number;
  readonly highestBytes: number;
  /** When it first reached `highestBytes`; null where the history does not say. */
  readonly atMs: number | null;
  readonly limitBytes: number;
};

/** A reader that stops must not fill the disk of the database that it reads. */
export const boundedRetention:
  & UnconditionalPromise
  & Examination<BoundedRetentionPhrase | NoLimit | NeverSent> = {
    name: "bounded-retention",
    holds: "always",
    threatenedBy: [receiverAway, unreadLog],
    summary: "The log kept for an idle or stopped reader stays within the limit, or a role halts.",
    anomaly: null,
    judgedAfterHalt: true,
    limit: "bytes",
    examine(evidence, claim) {
      const limitBytes = claim?.limit;
      if (limitBytes === undefined) return undecided({ code: "no-limit" });
      const { retention, halts: [halt] } = evidence.facts;
      if (retention.length === 0) return undecided({ code: "retention-not-sampled" });
      const samples = retention.reduce((sum, one) => sum + one.samples, 0);
      if (samples < fewestSamples) {
        return undecided({ code: "retention-sampled-once", needed: fewestSamples });
      }
      const most = { ...highest(retention), limitBytes };
      const tally = new Tally();
      if (most.highestBytes <= limitBytes) {
        const seen: BoundedRetentionPhrase = { code: "retention-within-limit", ...most };
        return { tally, seen, undecided: neverSent(evidence) };
      }
      if (halt !== undefined) {
        const { role, why } = halt;
        return { tally, seen: { code: "retention-until-halt", ...most, role, why }, undecided: [] };
      }
      if (!evidence.isWhole) return undecided({ code: "retention-perhaps-halted", ...most });
      // No single operation is to blame.
      tally.count = 1;
      return { tally, seen: { code: "retention-above-limit", ...most }, undecided: [] };
    },
  };

/** The highest sample; if several readers are equal, the first by name. */
const highest = (retention: readonly RetentionFact[]): RetentionFact =>
  retention.reduce((most, next) => next.highestBytes > most.highestBytes ? next : most);
