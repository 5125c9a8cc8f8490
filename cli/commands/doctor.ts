import type { Command } from "commander";
import { exitCode, Refusal } from "../../harness/errors.ts";
import type { Installation, LocalServer } from "../../harness/contract/service.ts";
import { runtimes } from "../../harness/servers/mod.ts";
import { services } from "../../harness/services/mod.ts";

interface Finding {
  name: string;
  good: boolean;
  text: string;
  /** True where the user chose programs that this machine cannot get. */
  refused?: boolean;
}

export function doctor(program: Command): void {
  program.command("doctor")
    .description("show what this machine has, what is missing, and what a first run would fetch")
    .addHelpText("after", "\nExample:\n  asynclab doctor")
    .action(async () => {
      const findings = [deno(), ...await runtimeFindings(), ...await serviceFindings()];
      for (const { name, good, text } of findings) {
        console.log(`${good ? "ok     " : "missing"} ${name.padEnd(10)} ${text}`);
      }
      const usable = findings.some(({ name, good }) => good && ["docker", "local"].includes(name));
      if (!usable || findings.some(({ refused }) => refused)) Deno.exitCode = exitCode.unavailable;
    });
}

const deno = (): Finding => ({ name: "deno", good: true, text: Deno.version.deno });

const runtimeFindings = (): Promise<Finding[]> =>
  Promise.all(runtimes.map(async ({ name, missing }) => {
    const why = await missing();
    return { name, good: why === null, text: why ?? "can run the servers" };
  }));

const serviceFindings = (): Promise<Finding[]> =>
  Promise.all(services.map(async ({ name, local }) => {
    try {
      return { name, ...described(await local.find(), local) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { name, good: false, refused: true, text: error.message };
    }
  }));

function described(found: Installation | null, { origin, chosen }: LocalServer) {
  if (found !== null) {
    const why = found.why === undefined ? "" : ` (${found.why})`;
    return { good: true, text: `${found.version} in ${found.home}${why}` };
  }
  const from = origin === undefined ? "" : ` from ${origin}`;
  const why = chosen?.() ?? null;
  const text = `not here yet; the first run on 'local' gets it${from}`;
  return { good: false, text: why === null ? text : `${text}, because ${why}` };
}
