/** Faults, put together from their begins and ends. */
import type { Still } from "./event.ts";
import type { FaultFact } from "./facts.ts";
import { plainRole } from "./gather.ts";

/** A `fault` event as read; NaN and null where it does not say. */
export interface FaultMark {
  readonly at: number;
  readonly phase: "begin" | "end";
  readonly id: string;
  readonly name: string;
  readonly target: string;
  readonly touched: number | null;
  readonly ineffective: string | null;
  readonly by: string | null;
  readonly still: readonly Still[] | null;
}

/** A `process` event as read. */
export interface ProcessMark {
  readonly at: number;
  /** Without the number of its instance. */
  readonly role: string;
  readonly phase: string;
}

/** What happened during faults is not known yet. Files may come in any order: what belongs together is found by time and id. */
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
  const beginMs = known(begin?.at);
  const ended = known(end?.at);
  const killed = /^kill(?:-(.+))?$/.exec(name);
  const endMs = killed !== null && beginMs !== null
    ? readyAgain(beginMs, ended, [plainRole(target), killed[1]], processes) ?? ended
    : ended;
  return {
    id,
    name,
    target,
    beginMs,
    endMs,
    touched: end?.touched ?? null,
    ineffective: end?.ineffective ?? null,
    by: end?.by ?? null,
    still: end?.still ?? null,
    moved: [],
  };
}

function known(at: number | undefined): number | null {
  return at === undefined || Number.isNaN(at) ? null : at;
}

/** A kill ends when what was killed is `ready` again: the first time after its last exit. */
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
