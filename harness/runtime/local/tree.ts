/** All the processes of one server: seen, stopped, continued and ended as one. */
import process from "node:process";
import { NotReady } from "../../errors.ts";
import { allPids, isAlive, statOf } from "../process.ts";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** As /proc says: `R` running, `S` sleeping, `T` stopped, … */
  readonly state: string;
  /** Clock ticks since boot; tells this process from a later one with the same pid. */
  readonly startTime: string;
}

export type Root = Pick<Process, "pid" | "startTime">;

const tickMs = 5;
const limitMs = 20_000;

/** The live processes of this machine. */
export function processTable(): Map<number, Process> {
  const table = new Map<number, Process>();
  for (const pid of allPids()) {
    const stat = statOf(pid);
    if (stat === null || stat[0] === "Z" || stat[0] === "X") continue;
    table.set(pid, { pid, state: stat[0], parent: Number(stat[1]), startTime: stat[19] });
  }
  return table;
}

/** These and all that descends from them, parents first. */
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

/** The live processes of the server whose first one is `root`; none where it has gone. */
export function treeOf(root: Root): Process[] {
  const table = processTable();
  return table.get(root.pid)?.startTime === root.startTime
    ? withDescendants(table, [root.pid])
    : [];
}

/** SIGKILL to all of them; resolves when all are gone, with their number. */
export async function killTree(root: Root): Promise<number> {
  // Stopped first: what stands still starts no other process behind our back.
  const all = await stopTree(root);
  for (const { pid, startTime } of all) {
    if (isAlive(pid, startTime)) signal(pid, "SIGKILL");
  }
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

/** Stops all of them without a sound; resolves when all were seen stopped. */
export async function stopTree(root: Root): Promise<Process[]> {
  let tree: Process[] = [];
  await until(() => {
    tree = treeOf(root);
    const moving = tree.filter(({ state }) => state.toUpperCase() !== "T");
    for (const { pid } of moving) signal(pid, "SIGSTOP");
    return moving.length === 0;
  }, "stop");
  return tree;
}

/** Lets all of them go on; resolves when none is stopped. */
export async function continueTree(root: Root): Promise<void> {
  await until(() => {
    const stopped = treeOf(root).filter(({ state }) => state === "T");
    // Children first: a parent that waits for them finds them alive.
    for (const { pid } of stopped.reverse()) signal(pid, "SIGCONT");
    return stopped.length === 0;
  }, "continue");
}

/** A signal to the group of `root`, as a terminal would send it; resolves when all have ended. */
export async function endTree(root: Root, name: "SIGTERM" | "SIGINT"): Promise<number> {
  const all = treeOf(root);
  if (all.length === 0) return 0;
  signal(-root.pid, name);
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch { /* it has just gone */ }
}

async function until(done: () => boolean, what: string): Promise<void> {
  for (const deadline = performance.now() + limitMs; !done();) {
    if (performance.now() > deadline) {
      throw new NotReady(`Processes of a server did not ${what} within ${limitMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
}
