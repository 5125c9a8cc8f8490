/** What can be said of a role while none of its processes runs: nothing of its moves. */
import type { Stage, Still, Victim } from "../lab.ts";

/** Call when the victim was seen to stand still; the result when it is let go on. */
export function stillness(stage: Stage, victim: Victim): () => readonly Still[] {
  if (!("role" in victim)) return () => [];
  const fromMs = stage.nowMs();
  const { role } = victim;
  const others = stage.processes(role).filter((process) => process !== victim);
  // One of its role that runs, or comes up meanwhile, plays its part.
  const isAlone = () => others.every(({ isUp }) => !isUp);
  const wasAlone = isAlone();
  return () => {
    if (!wasAlone || !isAlone()) return [];
    const toMs = stage.nowMs();
    return stage.tracesOf(role).map(({ kind, target }) => ({
      role,
      kinds: [kind],
      ...(target !== undefined && { target }),
      fromMs,
      toMs,
    }));
  };
}

/** By which means a victim was reached, where that is known. */
export const reachOf = (victim: Victim) =>
  "reach" in victim && victim.reach !== null ? { by: victim.reach } : {};
