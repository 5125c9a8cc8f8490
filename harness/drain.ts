/** Waits until nothing is under way any more: twice over a quiet window, no backlog and no new effect. */
import type { Progress } from "./lab.ts";
import { sleep } from "./timer.ts";

export interface DrainOptions {
  /** Throws while a server does not answer. */
  readonly progress: () => Promise<Progress>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Drained {
  readonly complete: boolean;
  /** `quiet`, or what was still there. */
  readonly why: string;
}

const windowMs = 400;
const quietWindows = 2;

/** `complete` false: the deadline came first, and `why` says what was still there. */
export async function drain(
  { progress, timeoutMs, signal }: DrainOptions,
): Promise<Drained> {
  const deadline = performance.now() + timeoutMs;
  let quiet = 0;
  let applied = -1;
  let why = "no count could be taken";
  while (!signal.aborted && performance.now() < deadline) {
    const seen = await progress().catch((error) => error as Error);
    if (seen instanceof Error) {
      quiet = 0;
      why = `the servers do not answer: ${seen.message}`;
    } else {
      quiet = isEmpty(seen) && seen.applied === applied ? quiet + 1 : 0;
      applied = seen.applied;
      why = `deadline; ${waiting(seen)}`;
      if (quiet > quietWindows) return { complete: true, why: "quiet" };
    }
    await sleep(windowMs, signal);
  }
  return { complete: false, why };
}

export const isEmpty = ({ backlog, lag }: Progress): boolean => backlog === 0 && !lag;

export const waiting = ({ backlog, lag }: Progress): string =>
  `backlog ${backlog}${lag === null ? "" : `, consumer lag ${lag}`}`;
