import type { Command } from "commander";
import { join } from "node:path";
import { editionsOf, placeOf } from "../../harness/contract/lab.ts";
import { chooseRuntime } from "../../harness/servers/mod.ts";
import { coolDown, findWarm } from "../../harness/servers/warm.ts";
import { labs } from "../../labs/mod.ts";
import { root } from "../folder.ts";

export function down(program: Command): void {
  program.command("down")
    .description("end the servers that 'up' keeps warm; waits for runs that use them")
    .addHelpText("after", "\nExample:\n  asynclab down")
    .action(async () => {
      let ended = 0;
      const places = labs.flatMap(editionsOf).map(placeOf);
      for (const place of new Set(places)) {
        const warm = await findWarm(root, place);
        if (warm === null) continue;
        await coolDown(warm, await chooseRuntime(warm.runtime), join(root, "warm-logs"));
        console.log(`the servers of ${place} are down`);
        ended++;
      }
      if (ended === 0) console.log("no servers were up from this folder");
    });
}
