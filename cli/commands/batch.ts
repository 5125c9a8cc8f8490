import type { Command } from "commander";
import { join } from "node:path";
import { wrongUsage } from "../../harness/errors.ts";
import { many } from "../../harness/report/words/amounts.ts";
import { askRun } from "../../harness/run/control.ts";
import { activeRun } from "../active_run.ts";
import { runsDir } from "../folder.ts";

/** What a person may ask of a nightly feed while its run goes on. */
export function batch(program: Command): void {
  program.command("batch").description("ask a run of the lab batch for something, while it goes on")
    .command("resend")
    .description("ask the producer for the file of a business day again")
    .requiredOption("--date <date>", "the business day, like 2026-03-29")
    .option("--run <run>", "the run, if several runs of this folder go on")
    .addHelpText(
      "after",
      "\nExample, in two terminals:\n" +
        "  asynclab run batch --duration 30s\n" +
        "  asynclab batch resend --date 2026-03-28",
    )
    .action(async ({ date, run: word }: { date: string; run?: string }) => {
      mustBeDate(date);
      const run = await activeRun(word, `batch resend --date ${date} --run`);
      const answer = await askRun(join(runsDir, run), { name: "resend", date });
      if (answer === null) {
        throw wrongUsage(`Cannot ask '${run}' now: its load has not started or has finished`);
      }
      if ("refused" in answer) throw wrongUsage(`Cannot resend ${date}: ${answer.refused}`);
      console.log(`${many(answer.count, "row")} of ${date} asked for again in ${run}`);
    });
}

function mustBeDate(text: string): void {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return void Temporal.PlainDate.from(text);
  } catch {
    // No such day: the sentence below says it.
  }
  throw wrongUsage(`--date cannot be '${text}'; it must be a date like 2026-03-29`);
}
