/**
 * For tests: says many words to the command line in one process, one after the other, and prints the
 * outcomes as JSON. A process for each would cost half a second of CPU.
 */
import process from "node:process";
import { codeOf } from "../cli/last_resort.ts";
import { foldAt } from "../cli/fold_at.ts";
import { openProgram } from "../cli/program.ts";
import type { Outcome } from "./asynclab.ts";

/** What the command writes meanwhile, in the place of this process's own output. */
const written = { stdout: "", stderr: "" };
const decoder = new TextDecoder();
const textOf = (chunk: string | Uint8Array): string =>
  typeof chunk === "string" ? chunk : decoder.decode(chunk);

console.log = (text) => void (written.stdout += `${text}\n`);
console.error = (text) => void (written.stderr += `${text}\n`);
process.stdout.write = (chunk) => ((written.stdout += textOf(chunk)), true);
process.stderr.write = (chunk) => ((written.stderr += textOf(chunk)), true);
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
Deno.stdout.writeSync = (bytes) => {
  written.stdout += decoder.decode(bytes);
  return bytes.length;
};

async function say(words: readonly string[]): Promise<Outcome> {
  Object.assign(written, { stdout: "", stderr: "" });
  Deno.exitCode = 0;
  try {
    await openProgram().parseAsync(foldAt(words), { from: "user" });
    return { code: Deno.exitCode, ...written };
  } catch (error) {
    return { code: codeOf(error), ...written };
  }
}

const outcomes: Outcome[] = [];
for (const words of JSON.parse(Deno.args[0]) as string[][]) outcomes.push(await say(words));
const bytes = new TextEncoder().encode(JSON.stringify(outcomes));
for (let done = 0; done < bytes.length;) done += writeSync(bytes.subarray(done));
Deno.exit(0);
