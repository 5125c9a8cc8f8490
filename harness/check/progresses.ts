import type { UnconditionalPromise } from "../contract/lab.ts";
import type { StandstillFact } from "../history/facts.ts";
import { type Examination, undecided } from "./checker.ts";
import { type Evidence, Tally } from "./evidence.ts";
import { microseconds } from "./latency.ts";
import { slowness } from "./slowness.ts";
import { duration } from "./units.ts";

export const progresses: UnconditionalPromise & Examination = {
  name: "progresses",
  holds: "always",
  summary: "Once all is healed, what waits does not stand still for longer than the limit.",
  anomaly: null,
  limit: "milliseconds",
  examine(evidence, claim) {
    const limitMs = claim?.limit;
    if (limitMs === undefined) return undecided("the claim has no limit");
    const { standstill } = evidence.facts;
    if (standstill === null) return undecided("nobody says for how long what waits stood still");
    const stoodMs = microseconds(standstill.toMs - standstill.fromMs);
    const seen = stoodMs === 0
      ? "nothing that waited stood still"
      : `what waited (${counted(standstill)}) stood still for ${duration(stoodMs)}`;
    const promised = duration(limitMs);
    if (stoodMs <= limitMs) {
      const why = `${seen}, at most ${promised} promised`;
      return { tally: new Tally(), why, undecided: unwatched(evidence, standstill, limitMs) };
    }
    if (standstill.doubt !== null) return undecided(`${seen}, but ${standstill.doubt}`);
    const slow = slowness(evidence);
    if (slow !== null) return undecided(`${seen}, but ${slow}`);
    const tally = new Tally();
    // No operation is to blame: the others only stand behind the one that does not move.
    tally.count = 1;
    const why = `${seen} with every server answering and every role ready, above ${promised}`;
    return { tally, why, undecided: null };
  },
};

/** `backlog 12, consumer lag 3`. */
const counted = ({ backlog, lag }: StandstillFact): string =>
  lag === null ? `backlog ${backlog}` : `backlog ${backlog}, consumer lag ${lag}`;

/** It still waits, and nobody looked for long enough to call that standing still. */
function unwatched(
  { isDrained, facts: { halts } }: Evidence,
  { watchedMs }: StandstillFact,
  limitMs: number,
): string | null {
  // A halted role was not waited for, and no longer drain would have helped.
  if (isDrained || halts.length > 0 || watchedMs === null || watchedMs >= limitMs) return null;
  return `what waits was watched for ${duration(watchedMs)}, and the limit is ` +
    `${duration(limitMs)}: --drain-timeout must be longer`;
}
