/** Jars from Maven Central, by the user's own Maven with its settings. */
import { join } from "node:path";
import type { Fetching } from "../contract/lab.ts";
import { reasonIn } from "./log.ts";
import { ProgramError, runProgram } from "./programs.ts";

const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/**
 * Copies all jars that a pom names, and those that they need, into a folder.
 *
 * @param failure makes the error where Maven fails; its reason is a clause: "mvn says '…'"
 */
export async function copyJars(
  pom: string,
  dir: string,
  { signal, env }: Pick<Fetching, "signal" | "env">,
  failure: (reason: string, cause: Error) => Error,
): Promise<void> {
  const repository = join(dir, "repository");
  try {
    await runProgram("mvn", [
      ...["--batch-mode", "--quiet", "--no-transfer-progress", "--file", pom, goal],
      ...["-DincludeScope=runtime", `-DoutputDirectory=${dir}`],
      `-Dmaven.repo.local=${repository}`,
    ], { signal, env: { ...env, LC_ALL: "C.UTF-8" } });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw failure(`mvn says '${reasonIn(error.output, "first") ?? ""}'`, error);
  }
  await Deno.remove(repository, { recursive: true });
}
