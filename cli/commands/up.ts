import type { Command } from "commander";
import { join } from "node:path";
import process from "node:process";
import { type Lab, placeOf } from "../../harness/contract/lab.ts";
import { chooseRuntime } from "../../harness/servers/mod.ts";
import { mustBeDown, warmUp } from "../../harness/servers/warm.ts";
import { root, writing } from "../folder.ts";
import { untilInterrupted } from "../interrupt.ts";
import { brokerOf, findLab } from "../find_lab.ts";
import { openLive } from "../terminal/live.ts";
import { once, whole } from "../words.ts";
import { brokerWords, runtimeWord, runtimeWords } from "./run.ts";

const commandOf = ({ name, broker, editions }: Lab): string =>
  broker === undefined || editions !== undefined ? name : `${name} --broker ${broker}`;

export function up(program: Command): void {
  program.command("up")
    .argument("<lab>", "the lab that needs the servers")
    .description("start a lab's servers and keep them warm for the next runs from this folder")
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")}`,
      runtimeWord,
      "auto",
    )
    .option(
      "--broker <name>",
      `for labs with a broker: ${brokerWords.join(", ")}`,
      once("--broker"),
    )
    .option("--cluster", "three Kafka brokers (kafka-cluster)")
    .option(
      "--port-base <port>",
      "first of the ports to use (default: free ones)",
      whole("--port-base", 1_024, 65_000),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  asynclab up outbox\n  asynclab run outbox\n  asynclab down",
    )
    .action(async (word: string, { runtime, portBase, broker, cluster }) => {
      const { lab } = findLab(word, brokerOf({ broker, cluster }));
      await mustBeDown(root, placeOf(lab));
      using interrupt = untilInterrupted();
      const chosen = await chooseRuntime(runtime);
      const logsDir = join(root, "warm-logs");
      await writing(() => Deno.mkdir(logsDir, { recursive: true }));
      using live = openLive(process.stderr);
      const provisioned = await warmUp(root, lab, chosen, {
        run: `warm-${placeOf(lab)}-${crypto.randomUUID().slice(0, 8)}`,
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
        `warm on ${chosen.name}; 'asynclab run ${
          commandOf(lab)
        }' uses them, 'asynclab down' ends them`,
      );
    });
}
