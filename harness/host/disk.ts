/** A full disk for one server alone. */
import { unavailable } from "../errors.ts";
import { runProgram, which } from "./programs.ts";
import { isAlive } from "./process.ts";
import { type Root, treeOf } from "./tree.ts";

/**
 * No file of these processes can grow any more: a write fails with EFBIG as it would with ENOSPC.
 * What they log in files fails too. Resolves with what takes that away from those that still live.
 *
 * @throws Refusal (69) where there is no `prlimit`.
 */
export async function fillDiskOf(root: Root): Promise<() => Promise<void>> {
  const prlimit = which("prlimit");
  if (prlimit === null) {
    throw unavailable("A full disk needs 'prlimit' of util-linux: apt-get install util-linux");
  }
  const processes = treeOf(root);
  // The soft limit alone: only that may be raised again by any user.
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
