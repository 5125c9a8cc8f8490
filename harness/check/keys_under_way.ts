/** Keys whose order a fault could have broken. */
import { COMMIT_KEY, INVOKE_KEY } from "../history/columns.ts";
import { isUnderWayAcross, type JudgedFault } from "./effectiveness.ts";
import type { Evidence } from "./evidence.ts";

/** Counts, for each effective fault, the keys of which two operations were under way across it. */
export function keysUnderWay(evidence: Evidence, faults: readonly JudgedFault[]): number {
  let count = 0;
  for (const { effective, beginMs, endMs } of faults) {
    if (effective) count += keysAcross(evidence, beginMs!, endMs!);
  }
  return count;
}

function keysAcross(evidence: Evidence, beginMs: number, endMs: number): number {
  const { operations, keys } = evidence.facts;
  // 1: one operation of the key was under way; 2: several were.
  const seen = new Uint8Array(keys.size);
  let count = 0;
  for (let slot = 0; slot < operations.count; slot++) {
    if (!evidence.happened(slot)) continue;
    const commitKey = operations.key(slot, COMMIT_KEY);
    const key = commitKey >= 0 ? commitKey : operations.key(slot, INVOKE_KEY);
    if (key < 0 || seen[key] === 2) continue;
    if (!isUnderWayAcross(evidence, slot, beginMs, endMs)) continue;
    if (++seen[key] === 2) count++;
  }
  return count;
}
