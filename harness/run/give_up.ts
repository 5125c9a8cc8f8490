/** The end of a run before its time: an interrupt from outside, or trouble that is noticed within. */
import { isGone } from "./failure.ts";
import { takeStrays } from "../host/strays.ts";
import { everyMs } from "../timer.ts";

export interface GiveUp extends Disposable {
  /** The interrupt alone. */
  readonly interrupt: AbortSignal;
  /** Aborts at the interrupt and at the first trouble. Its reason is what came first. */
  readonly signal: AbortSignal;
  /** Ends the run: it takes everything down in order. Later reasons are not looked at. */
  because(error: unknown): void;
}

const lookMs = 1_000;

/** Watches for errors that no promise passes on and for the run's folder, until disposed. */
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
