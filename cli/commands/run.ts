import type { Command } from "commander";
import { relative } from "node:path";
import process from "node:process";
import { exitCode } from "../../harness/errors.ts";
import { editionsOf, placeOf, type Runtime } from "../../harness/contract/lab.ts";
import { reportOf } from "../../harness/report/form.ts";
import { reportForm } from "../../harness/report/mod.ts";
import { storySubjects } from "../../harness/report/story_text.ts";
import { storyOf } from "../../harness/history/story.ts";
import { explainRun } from "../../harness/run/explain_run.ts";
import { run as runPlan } from "../../harness/run/run.ts";
import { chooseRuntime } from "../../harness/servers/mod.ts";
import { ownServers, warmServers } from "../../harness/run/provide_servers.ts";
import { findWarm, otherChoice, type Warm } from "../../harness/servers/warm.ts";
import { faultsInAny, inOrder } from "../../harness/faults/catalogue.ts";
import { labs } from "../../labs/mod.ts";
import { makeRunDir, newRunId, root, writePlan } from "../folder.ts";
import { untilInterrupted } from "../interrupt.ts";
import { brokerOf, findLab } from "../find_lab.ts";
import { makePlan, type PlanWords } from "../../harness/plan/make_plan.ts";
import { addChoiceOptions } from "../choice_options.ts";
import { addRunOptions } from "../run_options.ts";
import { addLanguageOption, pageLanguage } from "../page_language.ts";
import type { Language } from "../../harness/report/words/languages.ts";
import { openLive } from "../terminal/live.ts";
import { describePlan } from "../terminal/plan.ts";
import { known } from "../../harness/plan/known.ts";
import { duration, once, whole } from "../words.ts";

interface Words extends PlanWords {
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
      `
Faults: ${allFaults().join(", ")}

Examples:
  asynclab run outbox --chaos kill-broker
  asynclab run outbox/last-id --chaos worst-case
  asynclab run outbox --chaos kill-target at relay:after-read@3
  asynclab run messaging --broker rabbitmq --chaos kill-consumer
  asynclab run outbox --crash relay:after-send-before-mark@3 --seed 7
  asynclab run outbox --chaos kill-relay --role relay='java -jar mine.jar'`,
    )
    .action(async (word: string, words: Words) => {
      Deno.exitCode = await act(word, words);
    });
}

const allFaults = (): string[] =>
  inOrder(labs.flatMap(editionsOf).flatMap(faultsInAny)).map(({ name }) => name);

async function act(word: string, words: Words): Promise<number> {
  const { lab, variant } = findLab(word, brokerOf(words));
  const plan = makePlan(newRunId(placeOf(lab), variant), lab, variant, words, labs);
  using interrupt = untilInterrupted();
  const warm = words.cold || words.portBase ? null : await findWarm(root, placeOf(lab));
  const runtime = await runtimeOf(words.runtime, warm);
  const other = warm?.runtime === runtime.name ? otherChoice(warm, lab) : null;
  const fits = warm?.runtime === runtime.name && other === null ? warm : null;
  const runDir = await makeRunDir(plan.run);
  await writePlan(runDir, plan, runtime.name);
  using live = openLive(process.stderr);
  for (const line of describePlan(plan, runtime.name, fits !== null)) live.say(line);
  if (other !== null) live.say(`${other}; new servers are started`);
  const { result } = await runPlan({
    plan,
    lab,
    runtime,
    provideServers: fits === null ? ownServers(runtime) : warmServers(fits, runtime),
    runDir,
    language: pageLanguage(words.lang, (name) => Deno.env.get(name)),
    say: live.say,
    onState: live.show,
    onEvent: live.event,
    signal: interrupt.signal,
  }).catch((error) => {
    // After an interrupt, errors of the shutdown are expected: report only the interrupt.
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  });
  interrupt.signal.throwIfAborted();
  live.close();
  if (words.json) {
    console.log(reportForm("json").render(reportOf(result), { isCompact: true }).trimEnd());
  } else {
    const stories = await storyOf(runDir, storySubjects(result));
    const color = Deno.stdout.isTerminal() && !Deno.noColor;
    const explanation = words.brief ? null : await explainRun(runDir, result);
    const report = reportOf(result, stories, explanation);
    console.log(reportForm("text").render(report, { color, isBrief: words.brief }));
    console.log(`report.html, history, logs: ${relative(Deno.cwd(), runDir)}`);
  }
  return {
    kept: exitCode.kept,
    broken: exitCode.broken,
    unknown: exitCode.undecided,
  }[result.verdict];
}

/** With `auto`, the runtime of the warm servers is used, if there are any. */
async function runtimeOf(word: string, warm: Warm | null): Promise<Runtime> {
  return await chooseRuntime(word === "auto" && warm !== null ? warm.runtime : word);
}
