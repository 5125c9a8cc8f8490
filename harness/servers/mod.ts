/** Every runtime by name, and the choice of one. */
import { unavailable, wrongUsage } from "../errors.ts";
import type { Runtime } from "../contract/lab.ts";
import { docker } from "./docker.ts";
import { local } from "./local.ts";

export const runtimes: readonly Runtime[] = [docker, local];

/**
 * The runtime of that name; `auto` chooses the first runtime that can be used.
 *
 * @throws Refusal (69) with the reason where no chosen runtime can be used
 */
export async function chooseRuntime(word: string): Promise<Runtime> {
  const choices = runtimes.filter(({ name }) => word === "auto" || word === name);
  if (choices.length === 0) {
    const names = ["auto", ...runtimes.map(({ name }) => name)].join(", ");
    throw wrongUsage(`'${word}' is not a runtime; there are ${names}`);
  }
  const reasons: string[] = [];
  for (const runtime of choices) {
    const why = await runtime.missing();
    if (why === null) return runtime;
    reasons.push(`${runtime.name}: ${why}`);
  }
  throw unavailable(`No server can be run here. ${reasons.join("; ")}.`);
}
