/** When anything moved last in the data of a run, and how long it stood still at the longest. */
import type { Progress } from "./lab.ts";

export class Movement {
  /** The longest time from one movement to the next, in milliseconds. */
  longestStillMs = 0;
  #counts = "";
  #sinceMs = performance.now();

  note({ committed, sent, applied, backlog, lag }: Progress): void {
    const counts = [committed, sent, applied, backlog, lag].join();
    if (counts === this.#counts) return;
    // What ends a pause shows how long a pause may be; one that goes on shows nothing yet.
    if (this.#counts !== "") this.longestStillMs = Math.max(this.longestStillMs, this.stillMs());
    this.#counts = counts;
    this.restart();
  }

  /** Counts anew from now on: what kept everything still has ended now, or goes on. */
  restart(): void {
    this.#sinceMs = performance.now();
  }

  stillMs(): number {
    return performance.now() - this.#sinceMs;
  }
}
