/** For tests: makes a server of a run hang: stops all its processes by a signal. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { treeOfServer } from "../harness/host/family.ts";
import { stopAll } from "../harness/host/signals.ts";
import { runDataDir } from "../harness/servers/sweep.ts";

/**
 * Stops the server as soon as it has started.
 *
 * @returns the number of stopped processes; 0 where the server did not start within the limit
 */
export async function freeze(run: string, server: string, limitMs = 30_000): Promise<number> {
  const path = `${join(runDataDir(run), server)}.pid`;
  for (const deadline = performance.now() + limitMs; performance.now() < deadline;) {
    try {
      const { members } = treeOfServer(JSON.parse(readFileSync(path, "utf8")));
      // The first process is a wrapper. While it is alone, it has not started the server yet.
      if (members().length > 0) return (await stopAll(members)).length;
    } catch { /* the server has not started yet */ }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return 0;
}
