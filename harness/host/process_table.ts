/** The processes of this machine, and which of them descend from which. */
import { allPids, statOf } from "./process.ts";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The state in /proc: `R` running, `S` sleeping, `T` stopped, … */
  readonly state: string;
  /** Clock ticks since boot; it distinguishes this process from a later one with the same pid. */
  readonly startTime: string;
}

export type Root = Pick<Process, "pid" | "startTime">;

/** The live processes of this machine. */
export function processTable(): Map<number, Process> {
  const all = allPids().flatMap((pid) => processOf(pid) ?? []);
  return new Map(all.map((one) => [one.pid, one]));
}

/** The process with this pid; null where it has ended or is a zombie. */
export function processOf(pid: number): Process | null {
  const stat = statOf(pid);
  if (stat === null || stat[0] === "Z" || stat[0] === "X") return null;
  return { pid, state: stat[0], parent: Number(stat[1]), startTime: stat[19] };
}

/** These processes and all their descendants, parents first. */
export function withDescendants(
  table: ReadonlyMap<number, Process>,
  roots: readonly number[],
): Process[] {
  const children = Map.groupBy(table.values(), ({ parent }) => parent);
  const found = new Map<number, Process>();
  const queue = roots.flatMap((pid) => table.get(pid) ?? []);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (found.has(next.pid)) continue;
    found.set(next.pid, next);
    queue.push(...(children.get(next.pid) ?? []));
  }
  return [...found.values()];
}
