/** For tests: a container engine, started from Debian packages where none answers. */
import { join } from "node:path";
import { docker } from "../harness/servers/docker.ts";

const script = join(import.meta.dirname!, "../compose/engine");

/** Fails without an engine: container tests prove nothing without one. */
export async function requireEngine(): Promise<void> {
  const missing = await docker.missing();
  if (missing === null) return;
  const { code, stderr } = await new Deno.Command(script, { args: ["up"], stdin: "null" }).output();
  const still = await docker.missing();
  if (code === 0 && still === null) return;
  const why = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new Error(
    `these tests need a docker engine on this machine: ${still ?? missing}; ${script} up: ${why}`,
  );
}
