/**
 * Waits until nothing is under way any more. Everything committed has its effect and nothing waits:
 * two looks close to one another are enough. Something is missing: it may come by what cannot be
 * seen (a message in a consumer's hand), and the looks are windows apart.
 */
import type { Outstanding, Progress } from "../contract/lab.ts";
import { Movement } from "./movement.ts";
import { type StandstillWatch, type Waiting, waitingIn } from "./standstill.ts";
import { sleep } from "../timer.ts";

export interface DrainOptions {
  /** Throws while a server does not answer. */
  readonly progress: () => Promise<Progress>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Where a program of somebody else's plays a part; absent where all are ours. */
  readonly foreign?: ForeignDrain;
  /** Why roles ended for good, one clause each. What waits for them waits for ever. @default none */
  readonly halts?: () => readonly string[];
  /** Told of every look. Where all stands still for too long, the deadline is not waited for. */
  readonly standstill?: StandstillWatch;
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
  /** Nothing moves any more, though something is left that a halted role owes. */
  readonly atRest?: true;
}

/** Between two looks. */
const lookMs = 50;
/** The same where a program is foreign: then all messages of the broker may have to be read. */
const foreignLookMs = 400;
/** So long nothing may wait and no new effect come, where something that was committed is missing. */
const missingMs = 800;
/**
 * After a halt nothing moves for so long, in milliseconds: what goes on without that role is done.
 * Where messages wait, a consumer group may still be dealing out anew who reads what.
 */
const restMs = { withoutLag: 3_000, withLag: 10_000 };

/** `complete` false: the deadline came first, and `why` says what was still there. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { progress, timeoutMs, signal, foreign, halts = () => [], standstill } = options;
  const deadline = performance.now() + timeoutMs;
  // Whatever was broken is healed only now.
  foreign?.movement.restart();
  const quiet = new Quiet();
  let last: Drained = { complete: false, why: "no count could be taken", seen: null };
  const rest = new Movement();
  while (!signal.aborted && performance.now() < deadline) {
    const seen = await progress().catch((error) => error as Error);
    if (seen instanceof Error) {
      quiet.end();
      rest.restart();
      standstill?.interrupt();
      last = { ...last, why: `the servers do not answer: ${seen.message}` };
    } else {
      quiet.note(seen);
      last = { complete: false, why: `deadline; ${waiting(seen)}`, seen };
      if (isOver(seen, quiet, foreign !== undefined)) return { complete: true, why: "quiet", seen };
      rest.note(seen);
      const limitMs = seen.lag ? restMs.withLag : restMs.withoutLag;
      const isResting = halts().length > 0 && rest.stillMs() >= limitMs;
      if (isResting) return { ...last, why: `at rest; ${waiting(seen)}`, atRest: true };
      const look = foreign === undefined
        ? { why: null, waiting: waitingIn(seen) }
        : await lookAtForeign(seen, foreign, timeoutMs).catch(() => nothingSeen);
      if (look.why !== null) return { complete: true, why: look.why, seen };
      standstill?.note(seen, look.waiting);
      if (standstill?.isTooLong) return { ...last, why: `all stands still; ${waiting(seen)}` };
    }
    await sleep(foreign === undefined ? lookMs : foreignLookMs, signal);
  }
  return last;
}

/** Looks in a row at which nothing waited and nothing new was applied. */
class Quiet {
  looks = 0;
  #applied = -1;
  #sinceMs = 0;

  note(seen: Progress): void {
    if (!isEmpty(seen) || (this.looks > 0 && seen.applied !== this.#applied)) this.end();
    this.#applied = seen.applied;
    if (!isEmpty(seen)) return;
    if (this.looks++ === 0) this.#sinceMs = performance.now();
  }

  end(): void {
    this.looks = 0;
  }

  forMs(): number {
    return this.looks === 0 ? 0 : performance.now() - this.#sinceMs;
  }
}

/** A foreign program may do more of its own accord: it is given the time even where all has arrived. */
function isOver(seen: Progress, quiet: Quiet, isForeign: boolean): boolean {
  const isLong = quiet.forMs() >= missingMs;
  if (isForeign) return isLong && hasArrived(seen);
  return isLong || (quiet.looks >= 2 && hasArrived(seen));
}

interface ForeignLook {
  /** Why a foreign program that seems to leave something has nothing more to do; null where it may have. */
  readonly why: string | null;
  /** See `StandstillWatch.note`. */
  readonly waiting: Waiting | null;
}

/** A server is away. */
const nothingSeen: ForeignLook = { why: null, waiting: null };

/** By what stands in the servers, once its own books are doubted. */
async function lookAtForeign(
  seen: Progress,
  { outstanding, movement, allUp, limits = usualLimits }: ForeignDrain,
  timeoutMs: number,
): Promise<ForeignLook> {
  movement.note(seen);
  if (!allUp()) movement.restart();
  if (movement.stillMs() < limits.doubtMs) return { why: null, waiting: waitingIn(seen) };
  const left = outstanding === null ? byProgress(seen) : await outstanding();
  if (!left.atRest) movement.restart();
  if (left.messages !== null) movement.noteMessages(left.messages);
  const why = doneAllTheSame(seen, left, movement, limits, timeoutMs);
  // A message that was sent once more is movement too.
  if (!left.atRest || movement.stillMs() < limits.doubtMs) return { why, waiting: null };
  if (outstanding === null) return { why, waiting: waitingIn(seen) };
  return { why, waiting: { backlog: left.waiting, lag: null } };
}

function doneAllTheSame(
  seen: Progress,
  left: Outstanding,
  movement: Movement,
  limits: SilenceLimits,
  timeoutMs: number,
): string | null {
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
