/** Traces that a run may leave on this machine: processes with its mark or id, and its data folder. */
import { existsSync, readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { allPids, mark, statOf } from "../harness/host/process.ts";
import { runDataDir } from "../harness/servers/sweep.ts";

/** Returns one line for each trace of these runs. */
export function traces(runs: readonly string[]): string[] {
  return runs.flatMap((
    run,
  ) => [...processesOf(run), ...(existsSync(runDataDir(run)) ? [runDataDir(run)] : [])]);
}

function processesOf(run: string): string[] {
  return allPids().filter((pid) => belongsTo(pid, run)).map((pid) => `process ${pid}`);
}

/**
 * Looks for the mark in the environment. Postgres writes its title over its environment: so this also
 * looks for the id in the command line.
 */
function belongsTo(pid: number, run: string): boolean {
  const stat = statOf(pid);
  if (stat === null || stat[0] === "Z" || pid === Deno.pid) return false;
  const environment = read(`/proc/${pid}/environ`).split("\0");
  return environment.includes(`${mark}=${run}`) || read(`/proc/${pid}/cmdline`).includes(run);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** How many scans in a row must be clean: a process that is just starting has no mark yet. */
const cleanScans = 10;
const scanMs = 50;

/**
 * Waits until no trace of these runs is left. It does not check how fast the traces disappear.
 *
 * @throws AssertionError where a trace stays beyond the limit
 */
export async function untilGone(runs: readonly string[], limitMs = 15_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  let left: string[] = [];
  for (let clean = 0; clean < cleanScans && performance.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, scanMs));
    left = traces(runs);
    clean = left.length === 0 ? clean + 1 : 0;
  }
  assert.deepEqual(left, []);
}
