import type { Command } from "commander";
import { join } from "node:path";
import process from "node:process";
import { chooseRuntime } from "../../harness/runtime/mod.ts";
import { mustBeDown, warmUp } from "../../harness/runtime/warm.ts";
import { root } from "../folder.ts";
import { untilInterrupted } from "../interrupt.ts";
import { findLab } from "../make_plan.ts";
import { openLive } from "../terminal/live.ts";
import { whole } from "../words.ts";
import { runtimeWord, runtimeWords } from "./run.ts";

export function up(program: Command): void {
  program.command("up")
    .argument("<lab>", "the lab whose servers are to stay up")
    .description("bring a lab's servers up and keep them warm for the next runs from this folder")
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")}`,
      runtimeWord,
      "auto",
    )
    .option(
      "--port-base <port>",
      "first of the ports to use (default: free ones)",
      whole("--port-base", 1_024, 65_000),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  asynclab up outbox\n  asynclab run outbox\n  asynclab down",
    )
    .action(async (word: string, { runtime, portBase }) => {
      const { lab } = findLab(word);
      await mustBeDown(root, lab.name);
      using interrupt = untilInterrupted();
      const chosen = await chooseRuntime(runtime);
      const logsDir = join(root, "warm-logs");
      await Deno.mkdir(logsDir, { recursive: true });
      using live = openLive(process.stderr);
      const provisioned = await warmUp(root, lab, chosen, {
        run: `warm-${lab.name}-${crypto.randomUUID().slice(0, 8)}`,
        portBase,
        logsDir,
        say: live.say,
        signal: interrupt.signal,
      });
      for (const { name, service, version, access } of Object.values(provisioned.servers)) {
        const { host, port } = access.endpoint;
        console.log(`${name.padEnd(8)} ${service} ${version} on ${host}:${port}`);
      }
      console.log(
        `warm on ${chosen.name}; 'asynclab run ${lab.name}' uses them, 'asynclab down' ends them`,
      );
    });
}
