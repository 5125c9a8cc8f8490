/** `asynclab replay RUN`: runs an earlier run's plan again. */
import { type Command, CommanderError } from "commander";
import { badData, Refusal } from "../../harness/errors.ts";
import type { Lab } from "../../harness/contract/lab.ts";
import type { RunPlan } from "../../harness/plan/plan.ts";
import type { WrittenPlan } from "../../harness/plan/read_plan.ts";
import { repeatWords } from "../../harness/plan/repeat.ts";
import { readResult } from "../../harness/report/read_result.ts";
import type { Language } from "../../harness/report/words/languages.ts";
import { findRun, runArgument } from "../find_run.ts";
import { newRunDir } from "../folder.ts";
import { newPlan } from "../new_plan.ts";
import { addLanguageOption } from "../page_language.ts";
import { parseRun } from "../parse_run.ts";
import { planIn } from "../plan_in.ts";
import { atReplay, besideFirst } from "../replay_words.ts";
import { startRun } from "../start_run.ts";
import { verdictCode } from "../verdict_code.ts";
import { runtimeWord, runtimeWords } from "./run.ts";

interface Options {
  readonly runtime?: string;
  readonly cold?: true;
  readonly json?: true;
  readonly lang?: Language;
}

/** Adds the command; its action throws Refusal for errors that a user can correct. */
export function replay(program: Command): void {
  const command = program.command("replay")
    .summary("run the plan of an earlier run again")
    .description(
      "Runs the plan of an earlier run again: the same operations at the same times, the same " +
        "faults, failpoints, roles and choices. It does not repeat the order in which processes, " +
        "servers and networks did their work: a fault may meet other operations.\n" +
        "Exit code 0: every promise kept, 1: one broken, 2: undecided.",
    )
    .argument("<run>", runArgument);
  addLanguageOption(command)
    .option(
      "--runtime <name>",
      `who runs the servers: ${runtimeWords.join(", ")} (default: as in the run)`,
      runtimeWord,
    )
    .option("--cold", "start new servers, even if warm ones are up")
    .option("--json", "print only the result, as JSON, on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  asynclab replay last\n  asynclab replay .asynclab/runs/RUN --runtime docker",
    )
    .action(act);
}

async function act(word: string, options: Options): Promise<void> {
  const runDir = await findRun(word);
  const { plan: old, lab } = await planIn(runDir);
  const first = await readResult(runDir).catch(unlessRefused);
  const runtime = options.runtime ?? old.runtime;
  const plan = planAgain(runDir, old, lab, runtime);
  const result = await startRun({
    ...{ plan, lab, runtime, lang: options.lang },
    ...{ cold: options.cold ?? false, json: options.json ?? false },
    before: atReplay(old, runtime),
    // This makes no room by removing old runs: the first run could be among them.
    makeDir: newRunDir,
  });
  if (!options.json) console.log(besideFirst({ run: old.run, result: first }, plan.run, result));
  Deno.exitCode = verdictCode[result.verdict];
}

/** A run that ended early has no result; its plan can be run all the same. */
function unlessRefused(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}

/** Every word of the old plan is checked again, as if it was typed. @throws Refusal (65) */
function planAgain(runDir: string, old: WrittenPlan, lab: Lab, runtime: string): RunPlan {
  try {
    const { variant, words } = parseRun(repeatWords(old, runtime));
    return newPlan(lab, variant, words);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof CommanderError)) throw error;
    const why = error.message.replace(/^error: /, "");
    throw badData(`This asynclab cannot run the plan in '${runDir}/run.json': ${why}`, error);
  }
}
