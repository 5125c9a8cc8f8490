/**
 * Tasks side by side: `deno run -A testing/side_by_side.ts test:parts test:runs then test:check`. What
 * stands behind a `then` begins when all before it have ended. Each line says whose it is. All go on
 * to their end whatever becomes of the others: what one of them started would be left behind, and
 * what else is wrong not seen. At the end the failures of all are told again, in one place: a
 * failure of the first task stands thousands of lines above the last line. Exit 1 where one failed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

interface Ended {
  passed: boolean;
  /** The lines from deno's heading ERRORS on, without its closing line: sums are counted by it. */
  failures: string[];
}

async function run(task: string): Promise<Ended> {
  const child = spawn(Deno.execPath(), ["task", "--quiet", task], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failures: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      console.log(`[${task}] ${line}`);
      const bare = stripVTControlCharacters(line).trim();
      const told = failures.length > 0 || bare === "ERRORS";
      if (told && !bare.startsWith("FAILED |")) failures.push(`[${task}] ${line}`);
    });
  }
  const [code] = await once(child, "close");
  return { passed: code === 0, failures };
}

const groups: string[][] = [[]];
for (const word of Deno.args) {
  if (word === "then") groups.push([]);
  else groups.at(-1)!.push(word);
}
const ended: Ended[] = [];
for (const group of groups) ended.push(...await Promise.all(group.map(run)));
const failures = ended.flatMap(({ failures }) => failures);
if (failures.length > 0) console.log(`\nWhat failed, once more:\n${failures.join("\n")}`);
Deno.exit(ended.every(({ passed }) => passed) ? 0 : 1);
