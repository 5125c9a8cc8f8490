/** The processes of one server or role, handled as one: listed, stopped, continued and ended. */
import process from "node:process";
import { NotReady } from "../errors.ts";
import { allPids, isAlive, statOf } from "./process.ts";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The state in /proc: `R` running, `S` sleeping, `T` stopped, … */
  readonly state: string;
  /** Clock ticks since boot; it distinguishes this process from a later one with the same pid. */
  readonly startTime: string;
}

export type Root = Pick<Process, "pid" | "startTime">;

const tickMs = 5;
const looksInKernel = 10;
const limitMs = 20_000;

/** The live processes of this machine. */
export function processTable(): Map<number, Process> {
  const all = allPids().flatMap((pid) => processOf(pid) ?? []);
  return new Map(all.map((one) => [one.pid, one]));
}

/** Null where it has ended, or is a zombie. */
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

/** The live processes of the server with the first process `root`; none where that one has ended. */
export function treeOf(root: Root): Process[] {
  const table = processTable();
  return table.get(root.pid)?.startTime === root.startTime
    ? withDescendants(table, [root.pid])
    : [];
}

/** Finds the live processes again at each call: there may be new ones. */
export type Find = () => Process[];

/** SIGKILL to all of them; resolves when all are gone, with their number. */
export const killTree = (root: Root): Promise<number> => killAll(() => treeOf(root));

/** Freezes all of them; resolves when all were seen stopped. */
export const stopTree = (root: Root): Promise<Process[]> => stopAll(() => treeOf(root));

/** Continues all of them; resolves when none is stopped. */
export const continueTree = (root: Root): Promise<void> => continueAll(() => treeOf(root));

/** The same for the processes that `find` finds; those of another user are not counted. */
export async function killAll(find: Find): Promise<number> {
  // They are stopped first: a stopped process cannot start another one unseen.
  const all = await stopAll(find);
  for (const { pid, startTime } of all) {
    if (isAlive(pid, startTime)) signal(pid, "SIGKILL");
  }
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

export async function stopAll(find: Find): Promise<Process[]> {
  let all: Process[] = [];
  /** How often each was seen in the kernel, where a signal waits until the system call returns. */
  const inKernel = new Map<number, number>();
  const stands = ({ pid, state }: Process) => {
    if (state !== "D") return state.toUpperCase() === "T";
    inKernel.set(pid, (inKernel.get(pid) ?? 0) + 1);
    // The parent of a vfork waits in the kernel while its stopped child stands still: it cannot
    // move first.
    return inKernel.get(pid)! > looksInKernel;
  };
  await until(() => {
    all = find();
    const moving = all.filter((one) => !stands(one));
    const denied = moving.filter(({ pid }) => !signal(pid, "SIGSTOP"));
    all = all.filter((one) => !denied.includes(one));
    return moving.length === denied.length;
  }, "stop");
  return all;
}

export async function continueAll(find: Find): Promise<void> {
  await until(() => {
    const stopped = find().filter(({ state }) => state === "T");
    // Children first: a parent that waits for them then finds them running.
    return stopped.reverse().filter(({ pid }) => signal(pid, "SIGCONT")).length === 0;
  }, "continue");
}

/** Sends a signal to the group of `root`, as a terminal would; resolves when all have ended. */
export async function endTree(root: Root, name: "SIGTERM" | "SIGINT"): Promise<number> {
  const all = treeOf(root);
  if (all.length === 0) return 0;
  signal(-root.pid, name);
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

/** False where this process may not send it, because the other one belongs to another user. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
  } catch (error) {
    return (error as { code?: string }).code !== "EPERM"; // otherwise it has just ended
  }
  return true;
}

async function until(done: () => boolean, what: string): Promise<void> {
  for (const deadline = performance.now() + limitMs; !done();) {
    if (performance.now() > deadline) {
      throw new NotReady(`Processes of a server did not ${what} within ${limitMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
}
