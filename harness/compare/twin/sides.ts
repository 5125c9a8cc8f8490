/** The verdicts of a twin diff. */
import { plain } from "../../report/reason.ts";
import { isTimed } from "../accusation.ts";
import type { Ended } from "../run_once.ts";
import type { Side, TwinDiff } from "./result.ts";

/** @param breaks the promise that the twin is made to break */
export function sideOf(variant: string, breaks: string, { run, result, why }: Ended): Side {
  const promise = result?.promises.find(({ name }) => name === breaks);
  return {
    ...{ variant, run, verdict: result?.verdict ?? "unknown", promise: promise?.verdict ?? null },
    why: promise === undefined ? why ?? `${breaks} is not judged in this run` : plain(promise.why),
    broken: (result?.promises ?? []).filter(({ verdict }) => verdict === "broken")
      .map(({ name }) => name),
    dropped: result?.counts.dropped ?? 0,
  };
}

/**
 * The load is made for the twin, and may be too much for the sound variant on this machine. So a promise
 * about callers or memory accuses the variant only where the twin is made to break it, and where the
 * whole load was sent.
 */
export function accusations({ broken, dropped }: Side, breaks: string): string[] {
  return broken.filter((name) => !isTimed(name) || (name === breaks && dropped === 0));
}

export function verdictOf(
  { twin, sound, breaks }: Pick<TwinDiff, "twin" | "sound" | "breaks">,
): TwinDiff["verdict"] {
  if (sound.some((side) => accusations(side, breaks).length > 0)) return "broken";
  const isShown = twin.promise === "broken" && sound.every(({ verdict }) => verdict === "kept");
  return isShown ? "shown" : "unknown";
}
