/** The command line: parses the words, runs the command, sets the exit code. */
// First import: without it, an error while the other modules load would exit with the code of a broken promise.
import { codeOf } from "./last_resort.ts";
import { foldAt } from "./fold_at.ts";
import { openProgram } from "./program.ts";
import process from "node:process";

// kafkajs sets timers in the past, and Node warns of each: a user cannot change that.
process.removeAllListeners("warning");
// The reader of the progress may go away: this must change neither the run nor its exit code.
process.stderr.on("error", () => {});

try {
  await openProgram().parseAsync(foldAt(Deno.args), { from: "user" });
} catch (error) {
  Deno.exitCode = codeOf(error);
}
Deno.exit();
