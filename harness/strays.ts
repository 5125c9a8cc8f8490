/**
 * Errors that no promise of a run passes on: they come out of timers and out of the event handlers
 * of clients. The run that is under way takes them, ends in order and says what was wrong.
 */

type Taker = (error: unknown) => void;

let taker: Taker | null = null;

/** Until disposed, stray errors are given to `take`. One run at a time. */
export function takeStrays(take: Taker): Disposable {
  const before = taker;
  taker = take;
  return { [Symbol.dispose]: () => taker = before };
}

/** @returns false where no run is under way: the error is the caller's to report. */
export function giveStray(error: unknown): boolean {
  taker?.(error);
  return taker !== null;
}
