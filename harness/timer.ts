/** Functions that wait. Each wait has a limit, or a way to end it. */

/** Calls `work` at this interval, never twice at once; ends when disposed. */
export function everyMs(periodMs: number, work: () => void | Promise<void>): Disposable {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
  }, periodMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Resolves after the time, or earlier when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

/** The work took longer than its limit. */
export class Late extends Error {
  override name = "Late";
}

/** Rejects with a `Late` (message: `complaint`) after the limit; the work goes on unobserved. */
export async function within<T>(limitMs: number, work: Promise<T>, complaint: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Late(complaint)), limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects at once when the signal aborts; the work goes on unobserved until the cleanup ends it. */
export function interruptible<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
