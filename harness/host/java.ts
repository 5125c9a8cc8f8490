/** The Java of this machine. */
import { dirname, join } from "node:path";
import { exists } from "./cache.ts";
import { isProgram, runProgram, which } from "./programs.ts";

export const oldestJava = 17;
export const javaPackage = "default-jre-headless";

export interface Java {
  readonly program: string;
  readonly version: string;
}

/** The Java of `JAVA_HOME`, else of PATH; null where it is missing or too old. */
export async function findJava(): Promise<Java | null> {
  const home = Deno.env.get("JAVA_HOME");
  const program = home ? join(home, "bin/java") : which("java");
  if (program === null || !isProgram(program)) return null;
  const version = await javaVersion(program);
  return version !== null && parseInt(version) >= oldestJava ? { program, version } : null;
}

/** Reads Java's file `release` if there is one: running Java would take a tenth of a second. */
async function javaVersion(program: string): Promise<string | null> {
  const real = await Deno.realPath(program);
  const release = join(dirname(dirname(real)), "release");
  const text = await exists(release)
    ? await Deno.readTextFile(release)
    : await runProgram(program, ["-version"]).catch(() => "");
  return /(?:JAVA_VERSION=|version )"([^"]+)"/.exec(text)?.[1] ?? null;
}
