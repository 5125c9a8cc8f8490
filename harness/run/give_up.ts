/** Ends a run early: at an interrupt from outside, or at an error noticed inside. */
import { isGone } from "./failure.ts";
import { takeStrays } from "../host/strays.ts";
import { everyMs } from "../timer.ts";

export interface GiveUp extends Disposable {
  /** The interrupt alone. */
  readonly interrupt: AbortSignal;
  /** Aborts at the interrupt and at the first error. Its reason is the one that came first. */
  readonly signal: AbortSignal;
  /** Ends the run in order. Later reasons are ignored. */
  because(error: unknown): void;
}

const lookMs = 1_000;

/** Watches the run's folder, and errors that no promise passes on, until disposed. */
export function openGiveUp(
  { runDir, signal }: { readonly runDir: string; readonly signal: AbortSignal },
): GiveUp {
  const trouble = new AbortController();
  const because = (error: unknown) => trouble.abort(error);
  const strays = takeStrays(because);
  const watch = everyMs(lookMs, () => {
    if (isGone(runDir)) because(new Error(`${runDir} is gone`));
  });
  return {
    interrupt: signal,
    signal: AbortSignal.any([signal, trouble.signal]),
    because,
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      strays[Symbol.dispose]();
    },
  };
}
