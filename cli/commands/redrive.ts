import type { Command } from "commander";
import { join } from "node:path";
import { many } from "../../harness/check/evidence.ts";
import { wrongUsage } from "../../harness/errors.ts";
import { askToRedrive } from "../../harness/run/control.ts";
import { listRuns, runsDir } from "../folder.ts";

export function redrive(program: Command): void {
  program.command("redrive")
    .argument("[run]", "the run, where more than one goes on from this folder")
    .description("put the dead letters of a run that goes on back to their consumer")
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
        throw wrongUsage(`${run} takes no orders now: its load has not begun, or is over.`);
      }
      if ("refused" in answer) {
        throw wrongUsage(`${run} cannot put dead letters back: ${answer.refused}.`);
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
  if (live.length === 0) throw wrongUsage("No run goes on from this folder; start one first.");
  if (word !== undefined) {
    if (live.includes(word)) return word;
    throw wrongUsage(`No run '${word}' goes on from this folder; there is: ${live.join(", ")}.`);
  }
  if (live.length === 1) return live[0];
  throw wrongUsage(`Several runs go on: say which of ${live.join(", ")}.`);
}
