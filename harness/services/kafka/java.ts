/** The Java that runs Kafka. */
import { dirname, join } from "node:path";
import { unavailable } from "../../errors.ts";
import { exists } from "../../host/cache.ts";
import { aptCommand } from "../../host/debian.ts";
import { isProgram, runProgram, which } from "../../host/programs.ts";

const oldestJava = 17;
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

/**
 * Names the missing Java for a message; null where there is a suitable one.
 *
 * @throws Refusal (69) where JAVA_HOME is wrong
 */
export async function missingJava(): Promise<string | null> {
  if (await findJava() !== null) return null;
  const home = Deno.env.get("JAVA_HOME");
  if (!home) return `Java ${oldestJava} or later, which runs Kafka,`;
  throw unavailable(
    `JAVA_HOME is ${home}, but there is no Java ${oldestJava} or later in it; unset it, or install one with: ${
      aptCommand([javaPackage])
    }`,
  );
}
