/** For tests: a container engine, brought up from Debian packages where none answers. */
import { join } from "node:path";
import { docker } from "../harness/servers/docker.ts";

const script = join(import.meta.dirname!, "../compose/engine");

/** These tests prove nothing without an engine: they fail where none can be had. */
export async function requireEngine(): Promise<void> {
  const missing = await docker.missing();
  if (missing === null) return;
  const { code, stderr } = await new Deno.Command(script, { args: ["up"], stdin: "null" }).output();
  const still = await docker.missing();
  if (code === 0 && still === null) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  throw new Error(
    `these tests need a docker engine on this machine: ${still ?? missing}; ${script} up: ${said}`,
  );
}
