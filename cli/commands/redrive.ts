import type { Command } from "commander";
import { join } from "node:path";
import { many } from "../../harness/report/words/amounts.ts";
import { wrongUsage } from "../../harness/errors.ts";
import { askRun } from "../../harness/run/control.ts";
import { activeRun } from "../active_run.ts";
import { runsDir } from "../folder.ts";

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
      const run = await activeRun(word, "redrive");
      const answer = await askRun(join(runsDir, run), { name: "redrive" });
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
