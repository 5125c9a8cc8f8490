/** Removes everything that a local run left behind, even if its process was killed. */
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { unavailable } from "../errors.ts";
import { removeSegments } from "../host/segments.ts";
import { type Process, processTable, withDescendants } from "../host/process_table.ts";
import { releasePorts } from "../host/ports.ts";
import { isMarked, mark } from "../host/process.ts";
import { runDataDir } from "../host/run_dir.ts";

export { runDataDir };

const pauseMs = 20;
const limitMs = 15_000;

/**
 * Kills every process of the run with its descendants, until two looks in a row find none, and
 * removes the run's data. It may be called again: then it does nothing.
 *
 * @throws Refusal (69) where a process does not end within 15 s
 */
export async function sweepLocal(run: string): Promise<void> {
  const dataDir = runDataDir(run);
  const deadline = performance.now() + limitMs;
  const pids = new Set(await lastPids(dataDir));
  // A process that started during the sweep may have written into the folder: then sweep again.
  do await endAll(run, dataDir, pids, deadline); while (!await removed(dataDir, deadline));
  await removeSegments(pids);
  releasePorts(run);
}

/** Kills until two looks in a row find no process. */
async function endAll(
  run: string,
  dataDir: string,
  pids: Set<number>,
  deadline: number,
): Promise<void> {
  for (let clean = 0; clean < 2;) {
    const left = processesOf(run, dataDir);
    for (const { pid } of left) {
      pids.add(pid);
      kill(pid);
    }
    clean = left.length === 0 ? clean + 1 : 0;
    if (performance.now() > deadline) {
      throw unavailable(
        `Processes of run ${run} do not end: ${left.map(({ pid }) => pid).join(", ")}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Removes the folder. False where a process still writes into it; throws if that lasts until the deadline. */
async function removed(dataDir: string, deadline: number): Promise<boolean> {
  try {
    await Deno.remove(dataDir, { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    if (performance.now() > deadline) throw error;
    return false;
  }
}

/** The pid of each server's first process, as of the server's last start. */
async function lastPids(dataDir: string): Promise<number[]> {
  const pids: number[] = [];
  try {
    for await (const { name } of Deno.readDir(dataDir)) {
      if (!name.endsWith(".pid")) continue;
      pids.push(JSON.parse(await Deno.readTextFile(join(dataDir, name))).pid);
    }
  } catch { /* another sweep was faster, or a kill came during a write */ }
  return pids;
}

/**
 * The live processes with the run's mark in their environment, and their descendants. Also processes
 * that work in the run's data folder, because PostgreSQL writes its title over its environment. Never
 * this process or one of its ancestors.
 */
export function processesOf(run: string, dataDir = runDataDir(run)): Process[] {
  const table = processTable();
  const spared = new Set<number>();
  for (let pid = process.pid; pid > 0 && !spared.has(pid); pid = table.get(pid)?.parent ?? 0) {
    spared.add(pid);
  }
  const roots = [...table.keys()].filter((pid) =>
    !spared.has(pid) && (isMarked(pid, `${mark}=${run}`) || worksIn(pid, dataDir))
  );
  return withDescendants(table, roots).filter(({ pid }) => !spared.has(pid));
}

function worksIn(pid: number, dir: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return cwd === dir || cwd.startsWith(`${dir}/`);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch { /* it has just gone */ }
}
