/** Puts faults together from their begins and ends. */
import type { FaultFact } from "./facts.ts";
import type { FaultMark, ProcessMark } from "./marks.ts";
import { endOfOldKill } from "./old_kill.ts";

/**
 * Pairs begins and ends by time and id, since files may come in any order. `moved` is still empty:
 * `withMovements` fills it in.
 */
export function faultFacts(
  marks: readonly FaultMark[],
  processes: readonly ProcessMark[],
): FaultFact[] {
  const inTime = marks.map((mark, index) => ({ mark, index })).sort((a, b) =>
    time(a.mark) - time(b.mark) || phase(a.mark) - phase(b.mark) || a.index - b.index
  );
  const pairs: { begin: FaultMark | null; end: FaultMark | null }[] = [];
  const open = new Map<string, (typeof pairs)[number]>();
  for (const { mark } of inTime) {
    if (mark.phase === "begin") {
      const pair = { begin: mark, end: null };
      pairs.push(pair);
      open.set(mark.id, pair);
      continue;
    }
    const pair = open.get(mark.id);
    open.delete(mark.id);
    if (pair !== undefined) pair.end = mark;
    else pairs.push({ begin: null, end: mark });
  }
  const byRole = [...processes].sort((a, b) => a.at - b.at);
  return pairs.map(({ begin, end }) => factOf(begin, end, byRole));
}

/** Marks without a time come last. */
const time = (mark: FaultMark) => Number.isNaN(mark.at) ? Number.MAX_VALUE : mark.at;
const phase = (mark: FaultMark) => mark.phase === "begin" ? 0 : 1;

function factOf(
  begin: FaultMark | null,
  end: FaultMark | null,
  processes: readonly ProcessMark[],
): FaultFact {
  const { id, name, target } = (begin ?? end)!;
  const beginMs = timeOrNull(begin?.at);
  const writtenEndMs = timeOrNull(end?.at);
  const endMs = (begin ?? end)!.verb === null
    ? endOfOldKill({ name, target, beginMs, endMs: writtenEndMs }, processes)
    : writtenEndMs;
  return {
    id,
    name,
    target,
    beginMs,
    endMs,
    touched: end?.touched ?? null,
    misled: end?.misled ?? null,
    ineffective: end?.ineffective ?? null,
    passes: end?.passes ?? null,
    by: end?.by ?? null,
    still: end?.still ?? null,
    moved: [],
  };
}

function timeOrNull(at: number | undefined): number | null {
  return at === undefined || Number.isNaN(at) ? null : at;
}
