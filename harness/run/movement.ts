/** When the data of a run last changed, and its longest time without a change. */
import type { Progress } from "../contract/lab.ts";

export class Movement {
  /** The longest time between two changes, in milliseconds. */
  longestStillMs = 0;
  #counts = "";
  #sinceMs = performance.now();
  #messages: number | null = null;

  /** The number of sent messages is left out: a foreign program may send heartbeats for ever. */
  note({ committed, applied, backlog }: Progress): void {
    const counts = [committed, applied, backlog].join();
    if (counts === this.#counts) return;
    // Only a pause that has ended shows how long a pause may be.
    if (this.#counts !== "") this.longestStillMs = Math.max(this.longestStillMs, this.stillMs());
    this.#counts = counts;
    this.restart();
  }

  /** Notes the number of messages that carry an operation, copies included; a change is movement. */
  noteMessages(count: number): void {
    if (this.#messages !== null && this.#messages !== count) this.restart();
    this.#messages = count;
  }

  /** Restarts the time: until now everything had a reason to stand still, like a fault or a rebalance. */
  restart(): void {
    this.#sinceMs = performance.now();
  }

  stillMs(): number {
    return performance.now() - this.#sinceMs;
  }
}
