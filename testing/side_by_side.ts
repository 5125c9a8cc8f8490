/**
 * Runs tasks concurrently: `deno run -A testing/side_by_side.ts test:parts test:runs then test:check`.
 * The tasks after a `then` begin when all tasks before it have ended. Each line names its task. When
 * a task fails, the others still run to their end: otherwise they would leave processes behind, and
 * hide their own failures. At the end this program prints all failures again: a failure of the first
 * task may be thousands of lines above the last line. Exits with 1 if a task failed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

interface TaskEnd {
  passed: boolean;
  /**
   * The lines from Deno's heading ERRORS on, without Deno's closing line: it has the test counts, and
   * must not appear twice.
   */
  failures: string[];
}

async function run(task: string): Promise<TaskEnd> {
  const child = spawn(Deno.execPath(), ["task", "--quiet", task], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failures: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      console.log(`[${task}] ${line}`);
      const bare = stripVTControlCharacters(line).trim();
      const isFailure = failures.length > 0 || bare === "ERRORS";
      if (isFailure && !bare.startsWith("FAILED |")) failures.push(`[${task}] ${line}`);
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
const ends: TaskEnd[] = [];
for (const group of groups) ends.push(...await Promise.all(group.map(run)));
const failures = ends.flatMap(({ failures }) => failures);
if (failures.length > 0) console.log(`\nAll failures again:\n${failures.join("\n")}`);
Deno.exit(ends.every(({ passed }) => passed) ? 0 : 1);
