import type { Command } from "commander";
import { join } from "node:path";
import { editionsOf, type Lab, placeOf } from "../../harness/contract/lab.ts";
import { sweepRuns } from "../../harness/servers/guard.ts";
import { chooseRuntime } from "../../harness/servers/mod.ts";
import { borrow, findWarm } from "../../harness/servers/warm.ts";
import { labs } from "../../labs/mod.ts";
import { listCheckServers, listRuns, root } from "../folder.ts";

export function clean(program: Command): void {
  program.command("clean")
    .description("remove the processes, containers and data that ended runs left, also in servers")
    .option("--runs", "remove their folders too: reports, histories, logs")
    .addHelpText("after", "\nExamples:\n  asynclab clean\n  asynclab clean --runs")
    .action(async ({ runs: removeFolders }) => {
      const runs = await listRuns();
      const ended = runs.filter(({ goesOn }) => !goesOn).map(({ run }) => run);
      const servers = (await listCheckServers()).filter(({ goesOn }) => !goesOn);
      await sweepRuns([...ended, ...servers.map(({ run }) => run)]);
      for (const lab of labs.flatMap(editionsOf)) await sweepWarm(lab, ended);
      const paths = [...runs.filter(({ goesOn }) => !goesOn), ...servers].map(({ path }) => path);
      for (const path of new Set(paths)) {
        if (removeFolders) await Deno.remove(path, { recursive: true });
      }
      console.log(summary(ended.length, runs.length - ended.length, removeFolders === true));
    });
}

/** Removes the data of these runs from the lab's warm servers: a server that hung may still have some. */
async function sweepWarm(lab: Lab, runs: readonly string[]): Promise<void> {
  const warm = await findWarm(root, placeOf(lab));
  if (warm === null || runs.length === 0) return;
  const runtime = await chooseRuntime(warm.runtime);
  const options = { logsDir: join(root, "warm-logs"), say: console.error };
  await using borrowed = await borrow(warm, runtime, lab, false, options);
  for (const { name, access } of Object.values(borrowed.servers)) {
    for (const run of runs) {
      await lab.services[name].dropNamespace(access, run).catch((error: Error) =>
        console.error(`Cannot remove the data of '${run}' from ${name}: ${error.message}`)
      );
    }
  }
}

function summary(ended: number, left: number, removed: boolean): string {
  const one = ended === 1;
  const folders = one ? "its folder" : "their folders";
  const stay = ended === 0 ? "" : `; 'clean --runs' removes ${folders} too`;
  return `removed the leftovers of ${ended} ended ${one ? "run" : "runs"}` +
    (removed ? `, and ${folders}` : stay) +
    (left > 0 ? `; did not touch ${left} active ${left === 1 ? "run" : "runs"}` : "");
}
