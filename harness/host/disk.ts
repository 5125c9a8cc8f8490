/** A full disk for one server only. */
import { unavailable } from "../errors.ts";
import { runProgram, which } from "./programs.ts";
import { isAlive } from "./process.ts";
import { treeOfServer } from "./family.ts";
import type { Root } from "./process_table.ts";

/**
 * Stops every file of these processes from growing: a write fails with EFBIG, as it fails with
 * ENOSPC on a full disk. Their log files are affected too. Resolves with a function that lifts the
 * limit for the processes that still live.
 *
 * @throws Refusal (69) where there is no `prlimit`
 */
export async function fillDiskOf(root: Root): Promise<() => Promise<void>> {
  const prlimit = which("prlimit");
  if (prlimit === null) {
    throw unavailable("A full disk needs 'prlimit' of util-linux: apt-get install util-linux");
  }
  const processes = treeOfServer(root).members();
  // Sets only the soft limit, because any user may raise it again.
  const limit = async (bytes: "0" | "unlimited") => {
    for (const { pid, startTime } of processes) {
      if (!isAlive(pid, startTime)) continue;
      await runProgram(prlimit, [`--pid=${pid}`, `--fsize=${bytes}:`]).catch((error) => {
        if (isAlive(pid, startTime)) throw error;
      });
    }
  };
  await limit("0");
  return () => limit("unlimited");
}
