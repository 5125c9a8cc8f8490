/** Waits until nothing is under way any more: twice over a quiet window, no backlog and no new effect. */
import type { Outstanding, Progress } from "./lab.ts";
import type { Movement } from "./movement.ts";
import { sleep } from "./timer.ts";

export interface DrainOptions {
  /** Throws while a server does not answer. */
  readonly progress: () => Promise<Progress>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Where a program of somebody else's plays a part; absent where all are ours. */
  readonly foreign?: ForeignDrain;
}

/** What is asked where a foreign program keeps its own books, and may hold things in its memory. */
export interface ForeignDrain {
  /** See `Lab.outstanding`; null where the lab has nothing but its progress. */
  readonly outstanding: (() => Promise<Outstanding>) | null;
  /** All that moved in the data so far. */
  readonly movement: Movement;
  /** Every process that is meant to run has said `ready`. */
  readonly allUp: () => boolean;
  readonly limits?: SilenceLimits;
}

/** How long nothing must move, in milliseconds. */
export interface SilenceLimits {
  /** Before a foreign program's books are doubted. */
  readonly doubtMs: number;
  /** Where everything has arrived, and its books say otherwise. */
  readonly settledMs: number;
  /**
   * Where something is missing: it may hold that in its memory, and try again. Half the time that all
   * may take to arrive, if that is longer; where it paused longer before, half as long again as that.
   */
  readonly silenceMs: number;
}

const usualLimits: SilenceLimits = { doubtMs: 1_500, settledMs: 3_000, silenceMs: 10_000 };

export interface Drained {
  readonly complete: boolean;
  /** `quiet`, what else it was decided by, or what was still there. */
  readonly why: string;
  /** The counts that it was decided by; null where none could be taken. */
  readonly seen: Progress | null;
}

const windowMs = 400;
const quietWindows = 2;
/** `complete` false: the deadline came first, and `why` says what was still there. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { progress, timeoutMs, signal, foreign } = options;
  const deadline = performance.now() + timeoutMs;
  // Whatever was broken is healed only now.
  foreign?.movement.restart();
  let quiet = 0;
  let applied = -1;
  let last: Drained = { complete: false, why: "no count could be taken", seen: null };
  while (!signal.aborted && performance.now() < deadline) {
    const seen = await progress().catch((error) => error as Error);
    if (seen instanceof Error) {
      quiet = 0;
      last = { ...last, why: `the servers do not answer: ${seen.message}` };
    } else {
      quiet = isEmpty(seen) && seen.applied === applied ? quiet + 1 : 0;
      applied = seen.applied;
      last = { complete: false, why: `deadline; ${waiting(seen)}`, seen };
      const isOver = quiet > quietWindows && (foreign === undefined || hasArrived(seen));
      if (isOver) return { complete: true, why: "quiet", seen };
      const why = foreign && await doneAllTheSame(seen, foreign, timeoutMs).catch(() => null);
      if (why) return { complete: true, why, seen };
    }
    await sleep(windowMs, signal);
  }
  return last;
}

/** Why a foreign program that seems to leave something has nothing more to do; null where it may have. */
async function doneAllTheSame(
  seen: Progress,
  { outstanding, movement, allUp, limits = usualLimits }: ForeignDrain,
  timeoutMs: number,
): Promise<string | null> {
  movement.note(seen);
  if (!allUp()) movement.restart();
  if (movement.stillMs() < limits.doubtMs) return null;
  const left = outstanding === null ? byProgress(seen) : await outstanding();
  if (!left.atRest) movement.restart();
  if (left.messages !== null) movement.noteMessages(left.messages);
  const stillMs = movement.stillMs();
  // What has its turn before it waits, however long it takes.
  if (!left.atRest || left.waiting > 0) return null;
  if (left.passed === 0 && hasArrived(seen)) {
    if (stillMs < limits.settledMs) return null;
    return [`quiet for ${seconds(limits.settledMs)}`, ...left.how].join("; ");
  }
  const limitMs = Math.max(limits.silenceMs, timeoutMs / 2, 1.5 * movement.longestStillMs);
  if (stillMs < limitMs) return null;
  const silence = `nothing moved for ${
    seconds(limitMs)
  } with every role up: what is missing is lost`;
  return [silence, ...left.how].join("; ");
}

const byProgress = ({ backlog, lag }: Progress): Outstanding => ({
  waiting: backlog + (lag ?? 0),
  passed: 0,
  messages: null,
  atRest: true,
  how: [],
});

const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(1))} s`;

/** Nothing that was committed is missing. */
const hasArrived = ({ committed, applied }: Progress): boolean => applied >= committed;

export const isEmpty = ({ backlog, lag }: Progress): boolean => backlog === 0 && !lag;

export const waiting = ({ backlog, lag }: Progress): string =>
  `backlog ${backlog}${lag === null ? "" : `, consumer lag ${lag}`}`;
