/**
 * Errors that no promise of a run passes on: they come out of timers and out of the event handlers
 * of clients. The run that is under way takes them, ends in order and says what was wrong. Of
 * several at once nobody can say whose it was: all of them take it.
 */

type Taker = (error: unknown) => void;

const takers = new Set<Taker>();

/** Until disposed, stray errors are given to `take`. */
export function takeStrays(take: Taker): Disposable {
  takers.add(take);
  return { [Symbol.dispose]: () => takers.delete(take) };
}

/** @returns false where no run is under way: the error is the caller's to report. */
export function giveStray(error: unknown): boolean {
  for (const take of takers) take(error);
  return takers.size > 0;
}
