/** Installs missing packages on a Debian machine, where that is allowed. */
import { unavailable } from "../errors.ts";
import type { Say } from "../contract/lab.ts";
import { machineMs } from "../limits.ts";
import { ProgramError, runProgram, which } from "./programs.ts";

/** The commands for the user to type. */
export function aptCommand(packages: readonly string[]): string {
  const sudo = Deno.uid() === 0 ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${
    packages.join(" ")
  }`;
}

/** True where this process may install packages: as root, where there is apt-get. */
export const mayInstall = (): boolean => Deno.uid() === 0 && which("apt-get") !== null;

/**
 * Installs the packages, as root, where there is apt-get. An interrupt does not end apt-get, because
 * a half-installed package would be left on the machine.
 *
 * @throws Refusal (69): with the commands to type where this process may not install, or with the
 * error of apt-get
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
/** Exists wherever apt-get does. Our lock on this file and apt's are of two kinds: they do not conflict. */
const lockPath = "/var/lib/dpkg/lock-frontend";
/** Exit code 101: forbidden. We recognize by this text a file that a killed process of ours left behind. */
const policy = "#!/bin/sh\n# asynclab: an installed server is not to be started\nexit 101\n";

/**
 * While `work` runs, the server in a package does not start as a system service: a run starts its
 * own. A machine that has such a policy already keeps it. One process at a time does this: else the
 * first to end would remove the policy of the others.
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
