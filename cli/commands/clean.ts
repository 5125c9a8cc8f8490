import type { Command } from "commander";
import { join } from "node:path";
import { sweepRuns } from "../../harness/runtime/guard.ts";
import { listRuns, runsDir } from "../folder.ts";

export function clean(program: Command): void {
  program.command("clean")
    .description("sweep what ended runs left behind: processes, containers, data")
    .option("--runs", "remove their folders too: reports, histories, logs")
    .addHelpText("after", "\nExamples:\n  asynclab clean\n  asynclab clean --runs")
    .action(async ({ runs: removeFolders }) => {
      const runs = await listRuns();
      const ended = runs.filter(({ goesOn }) => !goesOn);
      await sweepRuns(ended.map(({ run }) => run));
      for (const { run } of ended) {
        if (removeFolders) await Deno.remove(join(runsDir, run), { recursive: true });
      }
      console.log(summary(ended.length, runs.length - ended.length, removeFolders === true));
    });
}

function summary(ended: number, left: number, removed: boolean): string {
  const one = ended === 1;
  return `swept after ${ended} ended ${one ? "run" : "runs"}` +
    (removed ? ` and removed ${one ? "its folder" : "their folders"}` : "") +
    (left > 0 ? `; left alone ${left} that ${left === 1 ? "goes" : "go"} on` : "");
}
