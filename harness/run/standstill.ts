/**
 * How long nothing moved while work waited, after all faults were healed. Waiting is not movement,
 * so a deadlock and a starving row show as a time that grows, and a slow consumer does not.
 */
import type { Standstill as StandstillEvent } from "../history/event.ts";
import type { Progress } from "../contract/lab.ts";

/** A time in which work waited and nothing moved, in milliseconds of `performance.now()`. */
export interface Standstill {
  readonly fromMs: number;
  readonly toMs: number;
  /** The work that waited and was due. */
  readonly backlog: number;
  readonly lag: number | null;
}

/** The work that waits at one look, as far as the roles are responsible for it. */
export type Waiting = Pick<Standstill, "backlog" | "lag">;

/** If two looks are further apart than this, the machine or the servers stood still themselves. */
const longestGapMs = 3_000;

export class StandstillWatch {
  readonly #limitMs: number;
  readonly #areReady: () => boolean;
  #counts = "";
  /** The lowest counts since the last commit or effect. */
  #lowest = { backlog: Infinity, lag: Infinity };
  #lookMs: number | null = null;
  #startMs: number | null = null;
  #endMs = 0;
  /** When the present standstill began; null where there is none. */
  #sinceMs: number | null = null;
  #longest: Standstill | null = null;

  /**
   * @param limitMs `isTooLong` is true once a standstill lasts longer; Infinity means no limit
   * @param areReady true if every process that is meant to run has said `ready`, and none has halted
   */
  constructor(limitMs: number, areReady: () => boolean) {
    this.#limitMs = limitMs;
    this.#areReady = areReady;
  }

  /**
   * Records one look.
   *
   * @param waiting the work that waits and is due; null where that is unknown now, and where
   * something moved that the counts do not show: a message was sent again
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
   * The number of sent messages is left out: a foreign program may send heartbeats for ever. A
   * backlog or lag that rises and falls is not movement either: a relay that sends the same
   * messages again and again makes its consumer discard copies. A count that falls below all
   * earlier ones is movement: that work is done.
   */
  #moved({ committed, applied, backlog, lag }: Progress): boolean {
    const counts = [committed, applied].join();
    const isNew = counts !== this.#counts;
    this.#counts = counts;
    const hasMoved = isNew || backlog < this.#lowest.backlog;
    // Work that left the backlog is in the lag now, so the lowest lag is counted anew from here.
    const before = hasMoved ? Infinity : this.#lowest.lag;
    this.#lowest = {
      backlog: isNew ? backlog : Math.min(this.#lowest.backlog, backlog),
      lag: Math.min(before, lag ?? Infinity),
    };
    return hasMoved || this.#lowest.lag < before;
  }

  /** A server did not answer, so no role can move. */
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
 * The history's event; `fromMs` equals `toMs` where nothing waited.
 *
 * @param sinceStartMs turns a time of `performance.now()` into one of the run
 * @param doubt why it is not certain that any work waited
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

/** A row that is to be retried later does not wait yet. */
export const waitingIn = ({ backlog, due, lag }: Progress): Waiting => ({
  backlog: due ?? backlog,
  lag,
});
