/** For tests: the container engine. If no engine answers, starts one from Debian packages. */
import { join } from "node:path";
import { docker } from "../harness/servers/docker.ts";

const script = join(import.meta.dirname!, "../compose/engine");

/** @throws Error where no engine can be started: container tests prove nothing without an engine */
export async function requireEngine(): Promise<void> {
  const missing = await docker.missing();
  if (missing === null) return;
  const { code, stderr } = await new Deno.Command(script, { args: ["up"], stdin: "null" }).output();
  const still = await docker.missing();
  if (code === 0 && still === null) return;
  const why = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new Error(
    `Container tests need a Docker engine: ${still ?? missing}; '${script} up' says: ${why}`,
  );
}
