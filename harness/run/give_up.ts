/** Ends a run early: at an interrupt from outside, or at an error noticed inside. */
import { isGone } from "./failure.ts";
import { onUnhandledError } from "../host/unhandled_errors.ts";
import { everyMs } from "../timer.ts";

export interface GiveUp extends Disposable {
  /** The interrupt alone. */
  readonly interrupt: AbortSignal;
  /** Aborts at the interrupt or at the first error, whichever comes first. */
  readonly signal: AbortSignal;
  /** Aborts `signal`, so that the run ends and cleans up. Later reasons are ignored. */
  because(error: unknown): void;
}

const lookMs = 1_000;

/** Watches for unhandled errors and for the removal of the run's folder, until disposed. */
export function openGiveUp(
  { runDir, signal }: { readonly runDir: string; readonly signal: AbortSignal },
): GiveUp {
  const trouble = new AbortController();
  const because = (error: unknown) => trouble.abort(error);
  const unhandled = onUnhandledError(because);
  const watch = everyMs(lookMs, () => {
    if (isGone(runDir)) because(new Error(`${runDir} is gone`));
  });
  return {
    interrupt: signal,
    signal: AbortSignal.any([signal, trouble.signal]),
    because,
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      unhandled[Symbol.dispose]();
    },
  };
}
