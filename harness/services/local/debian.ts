/** What is missing on a Debian machine, installed where that is allowed. */
import { unavailable } from "../../errors.ts";
import type { Say } from "../../lab.ts";
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
 * where it may not or fails. It is never interrupted: half an installation would be the machine's.
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
  try {
    await runProgram(aptGet, ["-q", "update"], { env });
    await runProgram(aptGet, [
      "-q",
      "-o",
      "DPkg::Lock::Timeout=300",
      "install",
      "-y",
      "--no-install-recommends",
      ...packages,
    ], {
      env,
    });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw unavailable(`${why}, and apt-get cannot install it: ${error.message}`, error);
  }
}
