/** Reads the servers' data after a run, or explains in one sentence why it cannot be read. */
import { unavailable } from "../errors.ts";
import { auditMs } from "../limits.ts";
import { everyMs, interruptible, Late, within } from "../timer.ts";

export interface Reading {
  /** Sends any request to the same servers. */
  readonly ask: () => Promise<unknown>;
  readonly signal: AbortSignal;
  /** The limit of each step. @default auditMs */
  readonly limitMs?: number;
}

/**
 * Passes on all events. An error ends the reading: half of the data is not enough for a verdict.
 *
 * @throws Refusal (69) if reading fails and the servers do not answer `ask` either. If they answer,
 * throws the error of the reading itself: it is a bug in asynclab
 */
export async function* withAuditErrors<T>(
  events: AsyncIterable<T>,
  { ask, signal, limitMs = auditMs }: Reading,
): AsyncGenerator<T> {
  try {
    yield* inSteps(events, limitMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    const silence = await silenceOf(interruptible(ask(), signal), limitMs);
    signal.throwIfAborted();
    if (silence === null) throw error;
    throw unavailable(
      `Cannot read the servers' data, so nothing is judged: ${silence.message}`,
      error,
    );
  }
}

const silenceOf = (asked: Promise<unknown>, limitMs: number): Promise<Error | null> =>
  within(limitMs, asked, `the servers did not answer within ${limitMs / 1_000} s`)
    .then(() => null, (error: Error) => error);

/**
 * Gives up a late step and its source, which may never return. All steps share one timer, because
 * there are as many steps as events.
 */
async function* inSteps<T>(
  events: AsyncIterable<T>,
  limitMs: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const source = events[Symbol.asyncIterator]();
  let giveUp: ((error: unknown) => void) | null = null;
  let sinceMs = 0;
  const step = () =>
    new Promise<IteratorResult<T>>((resolve, reject) => {
      giveUp = reject;
      sinceMs = performance.now();
      source.next().then(resolve, reject);
    });
  using _watch = everyMs(Math.min(limitMs, 250), () => {
    if (performance.now() - sinceMs < limitMs) return;
    giveUp?.(new Late(`nothing more came out of the servers for ${limitMs / 1_000} s`));
  });
  const interrupt = () => giveUp?.(signal.reason);
  signal.addEventListener("abort", interrupt);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await step();
      giveUp = null;
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", interrupt);
    source.return?.()?.catch(() => {});
  }
}
