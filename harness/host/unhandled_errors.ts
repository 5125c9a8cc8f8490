/**
 * Passes unhandled errors to the run in progress. They are thrown in timers and in the event handlers
 * of clients, so no promise of the run rejects with them. The run ends gracefully and reports them.
 * Where several runs are in progress, nobody can tell whose error it was, so all of them get it.
 */

type Handler = (error: unknown) => void;

const handlers = new Set<Handler>();

/** Calls `handle` with each unhandled error, until disposed. */
export function onUnhandledError(handle: Handler): Disposable {
  handlers.add(handle);
  return { [Symbol.dispose]: () => handlers.delete(handle) };
}

/** @returns false where no run is in progress: the caller must report the error. */
export function passUnhandledError(error: unknown): boolean {
  for (const handle of handlers) handle(error);
  return handlers.size > 0;
}
