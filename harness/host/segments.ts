/** System V shared memory: it outlives a killed process that used it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { isAlive } from "./process.ts";

export interface Segment {
  readonly id: number;
  readonly creator: number;
  /** User id of the owner, who may remove the segment. */
  readonly owner: number;
  /** Number of processes that have mapped the segment. */
  readonly attached: number;
}

/** The segments of this machine; a server in a namespace of its own has segments of its own. */
export function sharedSegments(): Segment[] {
  let table: string;
  try {
    table = readFileSync("/proc/sysvipc/shm", "utf8");
  } catch {
    return [];
  }
  const [head, ...rows] = table.trimEnd().split("\n").map((line) => line.trim().split(/\s+/));
  const of = (row: string[], column: string) => row[head.indexOf(column)];
  return rows.map((row) => ({
    id: Number(of(row, "shmid")),
    creator: Number(of(row, "cpid")),
    owner: Number(of(row, "uid")),
    attached: Number(of(row, "nattch")),
  }));
}

/** Removes the segments that these processes made and nobody uses. The processes must have ended. */
export async function removeSegments(pids: ReadonlySet<number>): Promise<void> {
  const left = sharedSegments().filter(({ creator, attached }) =>
    attached === 0 && pids.has(creator) && !isAlive(creator, null)
  );
  for (const [owner, segments] of Map.groupBy(left, ({ owner }) => owner)) {
    await removeAs(owner, segments.map(({ id }) => id));
  }
}

/**
 * Removes the segments without `ipcrm`, which slim systems lack. The program runs as the owner,
 * because root without privileges may not remove another user's segment.
 */
async function removeAs(owner: number, ids: readonly number[]): Promise<void> {
  const remove = 0; // IPC_RMID
  const program = `
    const libc = Deno.dlopen("libc.so.6", {
      shmctl: { parameters: ["i32", "i32", "pointer"], result: "i32" },
    });
    for (const id of Deno.args) libc.symbols.shmctl(Number(id), ${remove}, null);`;
  const deno = [Deno.execPath(), "eval", "--no-config", program, ...ids.map(String)];
  const [command, ...args] = owner === Deno.uid()
    ? deno
    : ["setpriv", `--reuid=${owner}`, `--regid=${owner}`, "--clear-groups", ...deno];
  const child = spawn(command, args, { stdio: "ignore" });
  await Promise.race([once(child, "exit"), once(child, "error")]);
}
