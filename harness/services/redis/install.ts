/** Redis's program: the one of this machine, else Debian's package. */
import { dirname } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { aptCommand, installPackages } from "../../host/debian.ts";
import { ProgramError, runProgram, which } from "../../host/programs.ts";

/** Consumer groups report their lag from 7.0 on. */
const oldestMajor = 7;
const packages = ["redis-server"];

export async function installRedis({ say }: Fetching): Promise<Installation> {
  const found = await findRedis();
  if (found !== null) return found;
  await installPackages(packages, `Redis ${oldestMajor} or later is missing`, say);
  const installed = await findRedis();
  if (installed !== null) return installed;
  throw unavailable(
    `Redis ${oldestMajor} or later is missing: ${
      aptCommand(packages)
    } installs an older one; put a newer redis-server on PATH`,
  );
}

/** Null where the program is missing or too old. */
export async function findRedis(): Promise<Installation | null> {
  const program = which("redis-server");
  if (program === null) return null;
  try {
    const version = /v=([\d.]+)/.exec(await runProgram(program, ["--version"]))?.[1];
    return version === undefined || parseInt(version) < oldestMajor
      ? null
      : { home: dirname(program), version };
  } catch (error) {
    if (error instanceof ProgramError) return null;
    throw error;
  }
}
