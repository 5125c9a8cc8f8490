import type { Command } from "commander";
import { join } from "node:path";
import { many } from "../../harness/report/words/amounts.ts";
import { wrongUsage } from "../../harness/errors.ts";
import { askToRedrive } from "../../harness/run/control.ts";
import { listRuns, runsDir } from "../folder.ts";

export function redrive(program: Command): void {
  program.command("redrive")
    .argument("[run]", "the run, if several runs of this folder go on")
    .description("return a run's dead letters to their consumer while the run goes on")
    .addHelpText(
      "after",
      "\nExample, in two terminals:\n" +
        "  asynclab run messaging/dead-letter --chaos poison-consumer --duration 60s\n" +
        "  asynclab redrive",
    )
    .action(async (word: string | undefined) => {
      const run = await chosen(word);
      const answer = await askToRedrive(join(runsDir, run));
      if (answer === null) {
        throw wrongUsage(`Cannot redrive '${run}' now: its load has not started or has finished`);
      }
      if ("refused" in answer) {
        throw wrongUsage(`Cannot redrive '${run}': ${answer.refused}`);
      }
      const { count } = answer;
      console.log(
        count === 0
          ? `${run} has no dead letters now`
          : `${many(count, "dead letter")} of ${run} put back`,
      );
    });
}

async function chosen(word: string | undefined): Promise<string> {
  const live = (await listRuns()).filter(({ goesOn }) => goesOn).map(({ run }) => run);
  if (live.length === 0) {
    throw wrongUsage("No run of this folder is active; start one with 'asynclab run'");
  }
  if (word !== undefined) {
    if (live.includes(word)) return word;
    throw wrongUsage(
      `No active run of this folder is '${word}'; it must be one of ${live.join(", ")}`,
    );
  }
  if (live.length === 1) return live[0];
  throw wrongUsage(
    `Several runs are active: ${live.join(", ")}; name one, like 'asynclab redrive ${live[0]}'`,
  );
}
