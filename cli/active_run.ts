/** Commands that speak to a run in progress. */
import { wrongUsage } from "../harness/errors.ts";
import { listRuns } from "./folder.ts";

/**
 * The run that a command is about: the one that was named, else the only one that is active.
 *
 * @param example the command that the advice shows
 * @throws Refusal (64) where there is none, or several
 */
export async function activeRun(word: string | undefined, example: string): Promise<string> {
  const live = (await listRuns()).filter(({ goesOn }) => goesOn).map(({ run }) => run);
  if (live.length === 0) {
    throw wrongUsage("No run of this folder is active; start one with 'asynclab run'");
  }
  if (word !== undefined) {
    if (live.includes(word)) return word;
    throw wrongUsage(
      `No active run of this folder is '${word}'; it must be one of ${live.join(", ")}`,
    );
  }
  if (live.length === 1) return live[0];
  throw wrongUsage(
    `Several runs are active: ${live.join(", ")}; name one, like 'asynclab ${example} ${live[0]}'`,
  );
}
