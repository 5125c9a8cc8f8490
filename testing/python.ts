/** For tests: makes a Python with the packages of the examples, in the cache folder of the programs. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cached } from "../harness/host/cache.ts";
import { ProgramError, runProgram, which } from "../harness/host/programs.ts";

const requirements = join(import.meta.dirname!, "../examples/python/requirements.txt");
const pipFlags = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1"];

/** Resolves with the interpreter, or with one clause that says why this machine has none. */
export async function findPython(): Promise<{ python: string } | { missing: string }> {
  const system = which("python3");
  if (system === null) return { missing: "there is no python3 on PATH" };
  try {
    const version = (await runProgram(system, ["-c", versionScript])).trim();
    const text = await Deno.readTextFile(requirements);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
    const dir = await cached(`python-${version}-examples-${hash}`, (dir) => fill(system, dir));
    return { python: join(dir, "bin/python") };
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return { missing: `python3 cannot fetch its packages: ${firstLine(error.message)}` };
  }
}

const versionScript = "import sys; print('%d.%d' % sys.version_info[:2])";

/**
 * Calls pip through the interpreter, not by its script. After the folder gets its final name, the
 * interpreter still works, but the scripts do not.
 */
async function fill(system: string, dir: string): Promise<void> {
  await runProgram(system, ["-m", "venv", dir]);
  const python = join(dir, "bin/python");
  await runProgram(python, ["-m", "pip", "install", ...pipFlags, "--requirement", requirements]);
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim()) ?? text;
