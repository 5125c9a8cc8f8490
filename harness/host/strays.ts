/**
 * Errors that no promise of a run passes on: they are thrown in timers and in the event handlers of
 * clients. The run in progress takes them, ends in order and reports them. With several runs at
 * once nobody can tell whose error it was, so all of them take it.
 */

type Taker = (error: unknown) => void;

const takers = new Set<Taker>();

/** Passes stray errors to `take`, until disposed. */
export function takeStrays(take: Taker): Disposable {
  takers.add(take);
  return { [Symbol.dispose]: () => takers.delete(take) };
}

/** @returns false where no run is in progress: the caller must report the error. */
export function giveStray(error: unknown): boolean {
  for (const take of takers) take(error);
  return takers.size > 0;
}
