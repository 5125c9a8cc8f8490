/** What is missing on a Debian machine, installed where that is allowed. */
import { unavailable } from "../errors.ts";
import type { Say } from "../contract/lab.ts";
import { machineMs } from "../limits.ts";
import { ProgramError, runProgram, which } from "./programs.ts";

/** The commands that a person is to type. */
export function aptCommand(packages: readonly string[]): string {
  const sudo = Deno.uid() === 0 ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${
    packages.join(" ")
  }`;
}

/**
 * Installs the packages, as root where there is apt-get. Throws `unavailable` with the commands
 * where it may not or fails. No interrupt ends it: half an installation would be the machine's.
 */
export async function installPackages(
  packages: readonly string[],
  why: string,
  say: Say,
): Promise<void> {
  const aptGet = which("apt-get");
  if (Deno.uid() !== 0 || aptGet === null) {
    throw unavailable(`${why}; install it with: ${aptCommand(packages)}`);
  }
  say(`local: ${why}; installing ${packages.join(", ")} with apt-get`);
  // A slim image lacks the folder, and the Java packages fail without it.
  await Deno.mkdir("/usr/share/man/man1", { recursive: true });
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
  try {
    await withoutServices(async () => {
      await runProgram(aptGet, ["-q", "update"], { env });
      await runProgram(aptGet, ["-q", "install", ...options, ...packages], {
        env,
        limitMs: machineMs,
      });
    });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw unavailable(`${why}, and apt-get cannot install it: ${error.message}`, error);
  }
}

const policyPath = "/usr/sbin/policy-rc.d";
/** Always there where apt-get is. apt holds it with a lock of another kind: neither waits for the other. */
const lockPath = "/var/lib/dpkg/lock-frontend";
/** 101: forbidden. The text is also how one that a kill left behind is known as ours. */
const policy = "#!/bin/sh\n# asynclab: an installed server is not to be started\nexit 101\n";

/**
 * While `work` runs, a package's server is not started as a system service: a run starts its own.
 * A machine that has rules for that already keeps them. One at a time, over all processes: the
 * first to end would take the rule away from the others.
 */
export async function withoutServices<T>(
  work: () => Promise<T>,
  { path = policyPath, lock = lockPath } = {},
): Promise<T> {
  using file = await Deno.open(lock, { create: true, write: true });
  await file.lock(true);
  const found = await Deno.readTextFile(path).catch(() => null);
  if (found !== null && found !== policy) return await work();
  await Deno.writeTextFile(path, policy, { mode: 0o755 });
  try {
    return await work();
  } finally {
    await Deno.remove(path);
  }
}
