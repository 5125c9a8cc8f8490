/**
 * Tasks side by side: `deno run -A testing/side_by_side.ts test:parts test:runs`. Each line says whose
 * it is. All go on to their end whatever becomes of the others: what one of them started would be
 * left behind, and what else is wrong not seen. Exit 1 where one failed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

async function passes(task: string): Promise<boolean> {
  const child = spawn(Deno.execPath(), ["task", "--quiet", task], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => console.log(`[${task}] ${line}`));
  }
  const [code] = await once(child, "close");
  return code === 0;
}

const passed = await Promise.all(Deno.args.map(passes));
Deno.exit(passed.every(Boolean) ? 0 : 1);
