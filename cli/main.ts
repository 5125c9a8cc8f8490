/** The command line: parses the words, runs the command, sets the exit code. */
// First import: without it, an error while the other modules load would exit with the code of a broken promise.
import { codeOf } from "./last_resort.ts";
import { Command } from "commander";
import project from "../deno.json" with { type: "json" };
import { analyze } from "./commands/analyze.ts";
import { check } from "./commands/check.ts";
import { clean } from "./commands/clean.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { list } from "./commands/list.ts";
import { merge } from "./commands/merge.ts";
import { batch } from "./commands/batch.ts";
import { redrive } from "./commands/redrive.ts";
import { run } from "./commands/run.ts";
import { up } from "./commands/up.ts";
import { foldAt } from "./fold_at.ts";
import process from "node:process";

// kafkajs sets timers in the past, and Node warns of each: a user cannot change that.
process.removeAllListeners("warning");
// The reader of the progress may go away: this must change neither the run nor its exit code.
process.stderr.on("error", () => {});

const commands = [run, check, merge, analyze, list, doctor, up, down, clean, redrive, batch];

const program = new Command("asynclab")
  .version(project.version)
  .description(
    "Runs each style of asynchronous integration on real servers, breaks things on purpose, " +
      "and tells from the databases what was lost, doubled and reordered.",
  )
  .showHelpAfterError("(asynclab --help shows what there is)")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "asynclab: ")) });
for (const command of commands) command(program);
for (const command of program.commands) command.copyInheritedSettings(program);
program.addHelpText(
  "after",
  `
Examples:
  asynclab run outbox --chaos kill-broker
  asynclab run outbox/last-id --chaos worst-case
  asynclab analyze .asynclab/runs/RUN

Exit codes: 0 every promise kept, 1 a promise broken, 2 undecided, 64 wrong usage,
66 a file that is not there, 69 a service or tool is missing, 70 a bug in asynclab, 130/143 interrupted.`,
);

try {
  await program.parseAsync(foldAt(Deno.args), { from: "user" });
} catch (error) {
  Deno.exitCode = codeOf(error);
}
Deno.exit();
