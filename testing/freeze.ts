/** For tests: a server that hangs, as seen from a run. All its processes are stopped, from outside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stopTree, treeOf } from "../harness/host/tree.ts";
import { runDataDir } from "../harness/servers/sweep.ts";

/** Stops the server when it is there; resolves with the number of processes stopped. */
export async function freeze(run: string, server: string, limitMs = 30_000): Promise<number> {
  const path = `${join(runDataDir(run), server)}.pid`;
  for (const deadline = performance.now() + limitMs; performance.now() < deadline;) {
    try {
      const root = JSON.parse(readFileSync(path, "utf8"));
      // The first process alone is a wrapper that has not started the server yet.
      if (treeOf(root).length > 0) return (await stopTree(root)).length;
    } catch { /* it is not there yet */ }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return 0;
}
