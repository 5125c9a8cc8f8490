/**
 * Work may wait for an instant that the business clock has not reached: then nothing is lost and
 * nothing stands still yet.
 */
import type { Progress } from "../contract/lab.ts";
import type { RunClock } from "../clock/clock.ts";

/** Work that the jobs of three whole days left behind waits for no later job. */
const patienceNs = 3n * 86_400_000_000_000n;

export class ClockWatch {
  readonly #clock: Pick<RunClock, "instant" | "isPastLoad">;
  #counts = "";
  #movedAt: bigint;

  constructor(clock: Pick<RunClock, "instant" | "isPastLoad">) {
    this.#clock = clock;
    this.#movedAt = clock.instant;
  }

  /**
   * To be called with every look at the progress. True until the deadline of the load's last date
   * has passed; and where work waits, until nothing has moved for three business days.
   */
  isEarly({ committed, applied, backlog, lag }: Progress): boolean {
    const { instant, isPastLoad } = this.#clock;
    const counts = [committed, applied, backlog, lag].join();
    if (counts !== this.#counts) this.#movedAt = instant;
    this.#counts = counts;
    const waits = backlog > 0 || (lag ?? 0) > 0;
    return !isPastLoad || (waits && instant - this.#movedAt < patienceNs);
  }
}
