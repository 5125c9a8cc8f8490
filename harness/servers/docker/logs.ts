/** The output of the containers. Docker keeps it over kills and restarts, so it is fetched at the end. */
import { join } from "node:path";
import { helperMs } from "../../limits.ts";
import { within } from "../../timer.ts";
import { spawn } from "../../host/process.ts";
import { childEnv } from "./cli.ts";

export function logPathOf(logsDir: string, name: string): string {
  return join(logsDir, `${name}.log`);
}

/**
 * Writes everything that the container wrote to `path`, both streams in order; with `since` (a time
 * like that of `Date.toISOString`), only newer lines. If the container never existed, the file holds
 * docker's error.
 */
export async function collectLog(
  container: string,
  path: string,
  run: string,
  since?: string,
): Promise<void> {
  await Deno.remove(path).catch(() => {});
  const args = ["logs", ...(since === undefined ? [] : ["--since", since]), container];
  const child = spawn({ command: "docker", args, env: childEnv(run), logPath: path });
  await within(helperMs, child.exited, "too late").catch(() => child.signal("SIGKILL"));
}
