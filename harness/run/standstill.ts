/**
 * How long nothing moved while something waited, once everything is healed. Waiting is no movement,
 * so a deadlock and a row that starves show as a time that grows, and a slow consumer does not.
 */
import type { Standstill as StandstillEvent } from "../history/event.ts";
import type { Progress } from "../contract/lab.ts";

/** A time in which something waited and nothing moved, in milliseconds of `performance.now()`. */
export interface Standstill {
  readonly fromMs: number;
  readonly toMs: number;
  /** What waited, and had its turn. */
  readonly backlog: number;
  readonly lag: number | null;
}

/** What can be held against the roles at one look. */
export type Waiting = Pick<Standstill, "backlog" | "lag">;

/** Between two looks that are further apart than this the machine stood still, or the servers did. */
const longestGapMs = 3_000;

export class StandstillWatch {
  readonly #limitMs: number;
  readonly #areReady: () => boolean;
  #counts = "";
  /** Of the looks at which nothing more was committed or applied. */
  #lowest = { backlog: Infinity, lag: Infinity };
  #lookMs: number | null = null;
  #startMs: number | null = null;
  #endMs = 0;
  /** Since when something waits and nothing moves; null where that is not so. */
  #sinceMs: number | null = null;
  #longest: Standstill | null = null;

  /**
   * @param limitMs so long it may last; `isTooLong` says when it lasted longer. Infinity: as long as
   * it likes
   * @param areReady every process that is meant to run has said `ready`, and none has halted
   */
  constructor(limitMs: number, areReady: () => boolean) {
    this.#limitMs = limitMs;
    this.#areReady = areReady;
  }

  /**
   * One look.
   *
   * @param waiting what waits and has its turn; null where that cannot be told now, and where
   * something moved that the counts do not show: a message was sent once more
   */
  note(seen: Progress, waiting: Waiting | null = waitingIn(seen), nowMs = performance.now()): void {
    this.#span(nowMs);
    const isLate = this.#lookMs !== null && nowMs - this.#lookMs > longestGapMs;
    this.#lookMs = nowMs;
    const moved = this.#moved(seen);
    const waits = waiting !== null && (waiting.backlog > 0 || (waiting.lag ?? 0) > 0);
    if (!waits || !this.#areReady()) {
      this.#sinceMs = null;
      return;
    }
    if (this.#sinceMs === null || moved || isLate) this.#sinceMs = nowMs;
    if (this.#longest === null || nowMs - this.#sinceMs > lengthOf(this.#longest)) {
      const { backlog, lag } = waiting;
      this.#longest = { fromMs: this.#sinceMs, toMs: nowMs, backlog, lag };
    }
  }

  /**
   * What a broker was sent is left out: a heartbeat of somebody's goes on for ever. A backlog or a
   * lag that rises and falls is no movement either: a relay that sends the same messages again and
   * again has its consumer throw copies away. One that falls below all before is: that is worked off.
   */
  #moved({ committed, applied, backlog, lag }: Progress): boolean {
    const counts = [committed, applied].join();
    const isNew = counts !== this.#counts;
    this.#counts = counts;
    const hasMoved = isNew || backlog < this.#lowest.backlog;
    // What left the backlog is in the lag now: that is to be worked off from there.
    const before = hasMoved ? Infinity : this.#lowest.lag;
    this.#lowest = {
      backlog: isNew ? backlog : Math.min(this.#lowest.backlog, backlog),
      lag: Math.min(before, lag ?? Infinity),
    };
    return hasMoved || this.#lowest.lag < before;
  }

  /** A server did not answer: nobody can move. */
  interrupt(nowMs = performance.now()): void {
    this.#span(nowMs);
    this.#sinceMs = null;
  }

  #span(nowMs: number): void {
    this.#startMs ??= nowMs;
    this.#endMs = nowMs;
  }

  /** From the first look to the last, in milliseconds. */
  get watchedMs(): number {
    return this.#startMs === null ? 0 : this.#endMs - this.#startMs;
  }

  /** Null where nothing waited at any look. */
  get longest(): Standstill | null {
    return this.#longest;
  }

  get isTooLong(): boolean {
    return this.#longest !== null && lengthOf(this.#longest) > this.#limitMs;
  }
}

/**
 * What the history says of it; `fromMs` is `toMs` where nothing waited.
 *
 * @param sinceStartMs makes a time of `performance.now()` one of the run
 * @param doubt why it is not certain that anything waited
 */
export function standstillOf(
  { longest, watchedMs }: StandstillWatch,
  sinceStartMs: (ms: number) => number,
  doubt: string | null,
): Omit<StandstillEvent, "at"> {
  const { fromMs, toMs, backlog, lag } = longest ?? { ...never(), backlog: 0, lag: null };
  return {
    kind: "standstill",
    fromMs: sinceStartMs(fromMs),
    toMs: sinceStartMs(toMs),
    backlog,
    lag,
    watchedMs: Math.round(watchedMs),
    ...(doubt !== null && { doubt }),
  };
}

function never(): { fromMs: number; toMs: number } {
  const nowMs = performance.now();
  return { fromMs: nowMs, toMs: nowMs };
}

const lengthOf = ({ fromMs, toMs }: Standstill): number => toMs - fromMs;

/** A row that is to be tried again later does not wait: it has its time. */
export const waitingIn = ({ backlog, due, lag }: Progress): Waiting => ({
  backlog: due ?? backlog,
  lag,
});
