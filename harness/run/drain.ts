/**
 * Waits until no work is in progress. If every commit has its effect and nothing waits, two looks
 * close together are enough. If an effect is missing, its message may be where no look can see it
 * (in a consumer's memory), so the looks must be far apart.
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
  /** Set where a user's own program plays a role. */
  readonly foreign?: ForeignDrain;
  /** Why roles ended for good, one clause each. Work that needs them waits for ever. @default none */
  readonly halts?: () => readonly string[];
  /** Work may wait for a time that has not come: gets every look. @default never */
  readonly isEarly?: (seen: Progress) => boolean;
  /** Gets every look. If everything stands still for too long, the drain ends before its deadline. */
  readonly standstill?: StandstillWatch;
}

/** Further questions where a foreign program keeps its own records and may hold messages in memory. */
export interface ForeignDrain {
  /** See `Style.outstanding`; null where the lab can report only its progress. */
  readonly outstanding: (() => Promise<Outstanding>) | null;
  /** Every movement in the data so far. */
  readonly movement: Movement;
  /** Every process that is meant to run has said `ready`. */
  readonly allUp: () => boolean;
  readonly limits?: SilenceLimits;
}

/** How long the data must stay unchanged, in milliseconds. */
export interface SilenceLimits {
  /** Before the foreign program's own records are doubted. */
  readonly doubtMs: number;
  /** Where everything has arrived, but the program's records say otherwise. */
  readonly settledMs: number;
  /**
   * Where effects are missing: the program may hold messages in memory and try again. Half the drain
   * timeout, or 1.5 times the longest pause so far, replaces this limit if it is longer.
   */
  readonly silenceMs: number;
}

const usualLimits: SilenceLimits = { doubtMs: 1_500, settledMs: 3_000, silenceMs: 10_000 };

export interface Drained {
  readonly complete: boolean;
  /** `quiet`, another reason for the end, or what was still left. */
  readonly why: string;
  /** The counts behind the decision; null where none could be read. */
  readonly seen: Progress | null;
  /** Nothing moves any more, although work is left that a halted role should do. */
  readonly atRest?: true;
}

/** The time between two looks. */
const lookMs = 50;
/** The time between two looks where a program is foreign: a look may then have to read all messages of the broker. */
const foreignLookMs = 400;
/** If an effect is missing: how long the looks must see no waiting work and no new effect. */
const missingMs = 800;
/**
 * In milliseconds: if nothing has moved for this long after a halt, all work that needs no halted role
 * counts as done. Where messages wait, a consumer group may still be rebalancing.
 */
const restMs = { withoutLag: 3_000, withLag: 10_000 };

/** `complete` is false where the deadline came first; `why` then says what was left. */
export async function drain(options: DrainOptions): Promise<Drained> {
  const { progress, timeoutMs, signal, foreign, halts = () => [], standstill } = options;
  const deadline = performance.now() + timeoutMs;
  // All faults are healed only now, so pauses count from here.
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
    } else if (options.isEarly?.(seen)) {
      quiet.end();
      rest.restart();
      foreign?.movement.restart();
      standstill?.interrupt();
      last = { complete: false, why: `deadline; ${waiting(seen)}`, seen };
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

/** Counts the looks in a row that see no waiting work and no new effect. */
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

/** A foreign program may still do more, so it gets the full time even where all has arrived. */
function isOver(seen: Progress, quiet: Quiet, isForeign: boolean): boolean {
  const isLong = quiet.forMs() >= missingMs;
  if (isForeign) return isLong && hasArrived(seen);
  return isLong || (quiet.looks >= 2 && hasArrived(seen));
}

interface ForeignLook {
  /** Why a foreign program will not do the work that is left; null where it still may. */
  readonly why: string | null;
  /** See `StandstillWatch.note`. */
  readonly waiting: Waiting | null;
}

/** The look while a server is away. */
const nothingSeen: ForeignLook = { why: null, waiting: null };

/** Looks at the servers' data once the program's own records are doubted. */
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
  // A message that was sent again is movement, too.
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
  // Work that can still get its turn may take until the deadline.
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

/** No commit lacks its effect. */
const hasArrived = ({ committed, applied }: Progress): boolean => applied >= committed;

export const isEmpty = ({ backlog, lag }: Progress): boolean => backlog === 0 && !lag;

export const waiting = ({ backlog, lag }: Progress): string =>
  `backlog ${backlog}${lag === null ? "" : `, consumer lag ${lag}`}`;
