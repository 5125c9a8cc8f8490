/** Stops, continues and ends many processes as one. */
import process from "node:process";
import { NotReady } from "../errors.ts";
import { isAlive } from "./process.ts";
import type { Process } from "./process_table.ts";

const tickMs = 5;
const looksInKernel = 10;
const limitMs = 20_000;

/** Finds the live processes again at each call: there may be new ones. */
export type Find = () => Process[];

/** SIGKILL to all processes; resolves with their number when all are gone. Does not count those of another user. */
export async function killAll(find: Find): Promise<number> {
  // All are stopped first: a stopped process cannot start another one unseen.
  const all = await stopAll(find);
  for (const { pid, startTime } of all) {
    if (isAlive(pid, startTime)) signal(pid, "SIGKILL");
  }
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

/** Freezes all processes; resolves when all were seen stopped. */
export async function stopAll(find: Find): Promise<Process[]> {
  let all: Process[] = [];
  /** How often each process was seen in the kernel, where a signal waits until the system call returns. */
  const inKernel = new Map<number, number>();
  const stands = ({ pid, state }: Process) => {
    if (state !== "D") return state.toUpperCase() === "T";
    inKernel.set(pid, (inKernel.get(pid) ?? 0) + 1);
    // The parent of a vfork waits in the kernel for its child: while the child is stopped, the parent
    // cannot move either.
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

/** Continues all processes; resolves when none is stopped. */
export async function continueAll(find: Find): Promise<void> {
  await until(() => {
    const stopped = find().filter(({ state }) => state === "T");
    // Children first: a parent that waits for them then finds them running.
    return stopped.reverse().filter(({ pid }) => signal(pid, "SIGCONT")).length === 0;
  }, "continue");
}

/** Sends a signal to the group of `leader`, as a terminal would; resolves when all have ended. */
export async function endGroup(
  leader: number,
  name: "SIGTERM" | "SIGINT",
  find: Find,
): Promise<number> {
  const all = find();
  if (all.length === 0) return 0;
  signal(-leader, name);
  await until(() => all.every(({ pid, startTime }) => !isAlive(pid, startTime)), "end");
  return all.length;
}

/** Sends a signal. False where this process may not, because the other process belongs to another user. */
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
