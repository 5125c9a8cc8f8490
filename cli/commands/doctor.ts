import type { Command } from "commander";
import { exitCode } from "../../harness/errors.ts";
import { runtimes } from "../../harness/servers/mod.ts";
import { services } from "../../harness/services/mod.ts";

interface Finding {
  name: string;
  good: boolean;
  text: string;
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
      if (!usable) Deno.exitCode = exitCode.unavailable;
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
    const found = await local.find();
    const text = found === null
      ? `not here yet; the first run on 'local' gets it${
        local.origin ? ` from ${local.origin}` : ""
      }`
      : `${found.version} in ${found.home}`;
    return { name, good: found !== null, text };
  }));
