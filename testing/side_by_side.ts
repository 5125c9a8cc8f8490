/**
 * Tasks side by side: `deno run -A testing/side_by_side.ts test:parts test:runs then test:check`. What
 * stands behind a `then` begins when all before it have ended. Each line says whose it is. All go on
 * to their end whatever becomes of the others: what one of them started would be left behind, and
 * what else is wrong not seen. Exit 1 where one failed.
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

const groups: string[][] = [[]];
for (const word of Deno.args) {
  if (word === "then") groups.push([]);
  else groups.at(-1)!.push(word);
}
const passed: boolean[] = [];
for (const group of groups) passed.push(...await Promise.all(group.map(passes)));
Deno.exit(passed.every(Boolean) ? 0 : 1);
