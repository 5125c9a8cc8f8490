/** The requests of an HTTP proxy: which have no answer, and how those ended that are over. */
import type { EndedRequests, Unanswered } from "../contract/proxy.ts";

/** A request from the arrival of its body to the end of its answer. */
export interface OpenRequest {
  reached(): void;
  /** @param status that of the whole answer; null where there is none. Only the first call counts. */
  end(status: number | null): void;
}

export class OpenRequests {
  readonly #open = new Set<{ op: number | null; sinceMs: number; isReached: boolean }>();
  readonly #nowMs: () => number;
  #count = 0;
  #failed = 0;
  #failedOps = new Set<number>();

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  begin(op: number | null): OpenRequest {
    const one = { op, sinceMs: this.#nowMs(), isReached: false };
    this.#open.add(one);
    return {
      reached: () => void (one.isReached = true),
      end: (status) => {
        if (!this.#open.delete(one)) return;
        this.#count++;
        if (status !== null && status < 500) return;
        this.#failed++;
        if (op !== null) this.#failedOps.add(op);
      },
    };
  }

  /** The oldest one first. */
  unanswered(): Unanswered[] {
    const nowMs = this.#nowMs();
    return [...this.#open].map(({ op, sinceMs, isReached }) => (
      { op, ageMs: nowMs - sinceMs, isReached }
    ));
  }

  /** Those that have ended since the last call. */
  ended(): EndedRequests {
    const failedOps = [...this.#failedOps].sort((a, b) => a - b);
    const ended = { count: this.#count, failed: this.#failed, failedOps };
    [this.#count, this.#failed, this.#failedOps] = [0, 0, new Set()];
    return ended;
  }
}
