/** The `.asynclab` folder of the current directory. */
import { join, resolve } from "node:path";
import { Refusal, unavailable } from "../harness/errors.ts";
import type { RunPlan } from "../harness/plan/plan.ts";
import { isAlive, startTimeOf } from "../harness/host/process.ts";

export const root = resolve(".asynclab");
export const runsDir = join(root, "runs");
/** Holds, for each active or failed check, a folder with the logs of its servers. */
const checksDir = join(root, "checks");
const keptRuns = 50;

/**
 * Makes the folder of a new run. Before that it removes the oldest folders: on a full disk this makes
 * room, even if the run then fails.
 *
 * @throws Refusal (69) where it cannot be written
 */
export async function makeRunDir(run: string): Promise<string> {
  await writing(() => removeOldest());
  return await newRunDir(run);
}

/**
 * Makes the folder of a new run, and removes no other folder.
 *
 * @throws Refusal (69) where it cannot be written
 */
export async function newRunDir(run: string): Promise<string> {
  return await ownDir(join(runsDir, run));
}

/**
 * Makes the folder of a new check.
 *
 * @throws Refusal (69) where it cannot be written
 */
export const newCheckDir = (check: string): Promise<string> => ownDir(join(checksDir, check));

/** Makes a folder with the id of its owner process. */
async function ownDir(path: string): Promise<string> {
  await writing(async () => {
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeTextFile(join(path, "pid"), `${Deno.pid} ${startTimeOf(Deno.pid)}\n`);
  });
  return path;
}

/** Writes the plan into the run's folder: enough to repeat the run. */
export async function writePlan(runDir: string, plan: RunPlan, runtime: string): Promise<void> {
  const text = JSON.stringify({ ...plan, runtime }, null, 2);
  await writing(() => Deno.writeTextFile(join(runDir, "run.json"), text + "\n"));
}

/**
 * Does work that writes into the folder.
 *
 * @throws Refusal (69) instead of the system's error where the work cannot write
 */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal || (error as { code?: unknown }).code === undefined) throw error;
    throw unavailable(
      `Cannot write to '${root}' (${(error as Error).message}); run asynclab in a writable folder`,
      error,
    );
  }
}

async function removeOldest(): Promise<void> {
  await Deno.mkdir(runsDir, { recursive: true });
  const all: { name: string; at: number }[] = [];
  for await (const { name, isDirectory } of Deno.readDir(runsDir)) {
    if (!isDirectory) continue;
    const info = await unlessGone(Deno.stat(join(runsDir, name)));
    if (info !== null) all.push({ name, at: info.mtime?.getTime() ?? 0 });
  }
  all.sort((a, b) => b.at - a.at);
  for (const { name } of all.slice(keptRuns - 1)) {
    await unlessGone(Deno.remove(join(runsDir, name), { recursive: true }));
  }
}

/** Returns null for a missing folder: another run or a person may remove it at the same time. */
async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** `outbox-status-20260131-101500-1f3a`. */
export function newRunId(lab: string, variant: string): string {
  const now = new Date().toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const tail = crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, "0");
  return `${lab}-${variant}-${now}-${tail}`;
}

/** A run of this folder, or the servers of a check, with its folder. */
export interface Left {
  readonly run: string;
  readonly path: string;
  /** True while the process of the run or check lives: nothing of it may be removed then. */
  readonly goesOn: boolean;
}

export async function listRuns(): Promise<Left[]> {
  const runs = await foldersIn(runsDir);
  return await Promise.all(runs.map(async (run) => {
    const path = join(runsDir, run);
    return { run, path, goesOn: await goesOn(path) };
  }));
}

/** Lists each group of servers of the checks of this folder. */
export async function listCheckServers(): Promise<Left[]> {
  const checks = await foldersIn(checksDir);
  const all = await Promise.all(checks.map(async (check) => {
    const path = join(checksDir, check);
    const isOn = await goesOn(path);
    return (await foldersIn(path)).map((run) => ({ run, path, goesOn: isOn }));
  }));
  return all.flat();
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    const all = await Array.fromAsync(Deno.readDir(path));
    return all.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function goesOn(path: string): Promise<boolean> {
  const text = await Deno.readTextFile(join(path, "pid")).catch(() => "");
  const [pid, startTime] = text.trim().split(" ");
  return pid !== "" && isAlive(Number(pid), startTime);
}
