/**
 * Finds when a kill ended in a history that does not name the verbs of faults: one of version 0.1,
 * or one that somebody wrote by hand. In newer histories the kill's own end is written when the
 * killed process is ready again.
 */
import { plainRole } from "./aggregate.ts";
import type { ProcessMark } from "./marks.ts";

interface OldFault {
  readonly name: string;
  readonly target: string;
  readonly beginMs: number | null;
  readonly endMs: number | null;
}

/** A kill (known by its name) ends at the first `ready` of the process after its last exit. */
export function endOfOldKill(
  { name, target, beginMs, endMs }: OldFault,
  processes: readonly ProcessMark[],
): number | null {
  const killed = /^kill(?:-(.+))?$/.exec(name);
  if (killed === null || beginMs === null) return endMs;
  return readyAgain(beginMs, endMs, [plainRole(target), killed[1]], processes) ?? endMs;
}

function readyAgain(
  beginMs: number,
  endMs: number | null,
  names: readonly (string | undefined)[],
  processes: readonly ProcessMark[],
): number | null {
  let exitMs = beginMs;
  for (const { at, role, phase } of processes) {
    if (phase !== "exit" || !names.includes(role)) continue;
    if (at >= beginMs && at <= (endMs ?? beginMs)) exitMs = at;
  }
  for (const { at, role, phase } of processes) {
    if (phase === "ready" && at >= exitMs && at > beginMs && names.includes(role)) return at;
  }
  return null;
}
