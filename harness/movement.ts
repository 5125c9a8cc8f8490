/** When anything moved last in the data of a run, and how long it stood still at the longest. */
import type { Progress } from "./lab.ts";

export class Movement {
  /** The longest time without movement while something was missing, in milliseconds. */
  longestStillMs = 0;
  #counts = "";
  #sinceMs = performance.now();

  note({ committed, sent, applied, backlog, lag }: Progress): void {
    const counts = [committed, sent, applied, backlog, lag].join();
    if (counts === this.#counts) return;
    this.#counts = counts;
    this.restart();
  }

  /** As if something had moved now. */
  restart(): void {
    const now = performance.now();
    // What ends a pause shows how long a pause may be; one that goes on shows nothing yet.
    if (this.#counts !== "") {
      this.longestStillMs = Math.max(this.longestStillMs, now - this.#sinceMs);
    }
    this.#sinceMs = now;
  }

  stillMs(): number {
    return performance.now() - this.#sinceMs;
  }
}
