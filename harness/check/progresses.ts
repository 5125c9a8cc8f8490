import type { UnconditionalPromise } from "../contract/lab.ts";
import { inHand, poisonMessage, receiverAway } from "../contract/hazards.ts";
import type { StandstillFact } from "../history/facts.ts";
import { type Examination, type NoLimit, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { microseconds } from "./latency.ts";
import type { Says } from "./phrase.ts";
import { type Slowness, slowness } from "./slowness.ts";

export type ProgressesPhrase =
  | Says<"standstill-unknown">
  | Says<"stood-within-limit", Stood & { limitMs: number }>
  | Says<"stood-above-limit", Stood & { limitMs: number }>
  /** The history says why it is not certain that anything waited. */
  | Says<"stood-doubted", Stood & { doubt: string }>
  | Says<"stood-slowly", Stood & { slowness: Slowness }>
  | Says<"watched-too-briefly", { watchedMs: number; limitMs: number }>;

/** `backlog` messages waited, and none of them moved for `stoodMs`. */
export type Stood = {
  readonly stoodMs: number;
  readonly backlog: number;
  /** Null where there is no consumer lag. */
  readonly lag: number | null;
};

export const progresses: UnconditionalPromise & Examination<ProgressesPhrase | NoLimit> = {
  name: "progresses",
  holds: "always",
  threatenedBy: [receiverAway, inHand, poisonMessage],
  summary: "Once all is healed, waiting work does not stand still for longer than the limit.",
  anomaly: null,
  limit: "milliseconds",
  examine(evidence, claim) {
    const limitMs = claim?.limit;
    if (limitMs === undefined) return undecided({ code: "no-limit" });
    const { standstill } = evidence.facts;
    if (standstill === null) return undecided({ code: "standstill-unknown" });
    const stoodMs = microseconds(standstill.toMs - standstill.fromMs);
    const { backlog, lag, doubt } = standstill;
    const stood = { stoodMs, backlog, lag };
    if (stoodMs <= limitMs) {
      const seen: ProgressesPhrase = { code: "stood-within-limit", ...stood, limitMs };
      return { tally: new Tally(), seen, undecided: unwatched(evidence, standstill, limitMs) };
    }
    if (doubt !== null) return undecided({ code: "stood-doubted", ...stood, doubt });
    const slow = slowness(evidence);
    if (slow !== null) return undecided({ code: "stood-slowly", ...stood, slowness: slow });
    const tally = new Tally();
    // The tally names no operation: most waiting operations only wait behind one that does not move.
    tally.count = 1;
    return { tally, seen: { code: "stood-above-limit", ...stood, limitMs }, undecided: [] };
  },
};

/** Something still waits, but the watch was too short to call that a standstill. */
function unwatched(
  { isDrained, facts: { halts } }: Evidence,
  { watchedMs }: StandstillFact,
  limitMs: number,
): ProgressesPhrase[] {
  // The drain does not wait for a halted role, so a longer drain would not help.
  if (isDrained || halts.length > 0 || watchedMs === null || watchedMs >= limitMs) return [];
  return [{ code: "watched-too-briefly", watchedMs, limitMs }];
}
