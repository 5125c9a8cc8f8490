import type { Command } from "commander";
import { editionsOf } from "../../harness/contract/lab.ts";
import { faultsInAny, inOrder } from "../../harness/faults/catalogue.ts";
import { labs } from "../../labs/mod.ts";
import { makeRunDir } from "../folder.ts";
import { newPlan } from "../new_plan.ts";
import { brokerOf, findLab } from "../find_lab.ts";
import type { PlanWords } from "../../harness/plan/make_plan.ts";
import { addChoiceOptions } from "../choice_options.ts";
import { addRunOptions } from "../run_options.ts";
import { addLanguageOption } from "../page_language.ts";
import type { Language } from "../../harness/report/words/languages.ts";
import { known } from "../../harness/plan/known.ts";
import { startRun } from "../start_run.ts";
import { verdictCode } from "../verdict_code.ts";
import { duration, once, whole } from "../words.ts";

/** The words of `run`, parsed. */
export interface RunWords extends PlanWords {
  broker?: string;
  cluster?: boolean;
  runtime: string;
  lang?: Language;
  json?: boolean;
  cold?: boolean;
}

export const runtimeWords = ["auto", "docker", "local"];
export const runtimeWord = (word: string) => known("runtime", word, runtimeWords);

/** Every broker of every lab. */
export const brokerWords = [
  ...new Set(labs.flatMap(({ editions = [] }) => editions.flatMap(({ broker }) => broker ?? []))),
];

export function run(program: Command): void {
  const command = program.command("run")
    .argument("<lab>", `LAB or LAB/VARIANT; labs: ${labs.map((lab) => lab.name).join(", ")}`)
    .description("run one style on real servers, break things, and judge what the databases say");
  addLanguageOption(addChoiceOptions(addRunOptions(command)))
    .option(
      "--broker <name>",
      `for labs with a broker: ${brokerWords.join(", ")}`,
      once("--broker"),
    )
    .option("--cluster", "three Kafka brokers, each message in three copies (kafka-cluster)")
    .option("--seed <n>", "seed of the load and the faults' times", whole("--seed", 0, 2 ** 32 - 1))
    .option("--role <role=command...>", "your own program in the place of a role")
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")}`,
      runtimeWord,
      "auto",
    )
    .option("--cold", "start new servers, even if warm ones are up")
    .option(
      "--drain-timeout <time>",
      "how long the drain may take (default: 60s)",
      duration("--drain-timeout"),
    )
    .option(
      "--port-base <port>",
      "first of the ports to use (default: free ones)",
      whole("--port-base", 1_024, 65_000),
    )
    .option("--json", "print only the result, as JSON, on standard output")
    .addHelpText(
      "after",
      // A function, for the list of all faults takes 40 ms: only the help shows it.
      () => `
Faults: ${allFaults().join(", ")}

Examples:
  asynclab run outbox --chaos kill-broker
  asynclab run outbox/last-id --chaos worst-case
  asynclab run outbox --chaos kill-target at relay:after-read@3
  asynclab run messaging --broker rabbitmq --chaos kill-consumer
  asynclab run outbox --crash relay:after-send-before-mark@3 --seed 7
  asynclab run outbox --chaos kill-relay --role relay='java -jar mine.jar'`,
    )
    .action(async (word: string, words: RunWords) => {
      Deno.exitCode = await act(word, words);
    });
}

const allFaults = (): string[] =>
  inOrder(labs.flatMap(editionsOf).flatMap(faultsInAny)).map(({ name }) => name);

async function act(word: string, words: RunWords): Promise<number> {
  const { lab, variant } = findLab(word, brokerOf(words));
  const plan = newPlan(lab, variant, words);
  const { runtime, cold = false, json = false, lang } = words;
  const { verdict } = await startRun({ plan, lab, runtime, cold, json, lang, makeDir: makeRunDir });
  return verdictCode[verdict];
}
