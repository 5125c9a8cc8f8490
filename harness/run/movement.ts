/** When anything moved last in the data of a run, and how long it stood still at the longest. */
import type { Progress } from "../contract/lab.ts";

export class Movement {
  /** The longest time from one movement to the next, in milliseconds. */
  longestStillMs = 0;
  #counts = "";
  #sinceMs = performance.now();
  #messages: number | null = null;

  /** What a broker was sent is left out: a heartbeat of somebody's goes on for ever. */
  note({ committed, applied, backlog }: Progress): void {
    const counts = [committed, applied, backlog].join();
    if (counts === this.#counts) return;
    // What ends a pause shows how long a pause may be; one that goes on shows nothing yet.
    if (this.#counts !== "") this.longestStillMs = Math.max(this.longestStillMs, this.stillMs());
    this.#counts = counts;
    this.restart();
  }

  /** The number of messages that tell of an operation, copies too. */
  noteMessages(count: number): void {
    if (this.#messages !== null && this.#messages !== count) this.restart();
    this.#messages = count;
  }

  /** Counts anew from now on: what kept everything still has ended now, or goes on. */
  restart(): void {
    this.#sinceMs = performance.now();
  }

  stillMs(): number {
    return performance.now() - this.#sinceMs;
  }
}
