/** What a person types: parse, dispatch, and one exit code for each way it can end. */
import { Command, CommanderError } from "commander";
import project from "../deno.json" with { type: "json" };
import { exitCode, Refusal } from "../harness/errors.ts";
import { resourceTrouble } from "../harness/failure.ts";
import { giveStray } from "../harness/strays.ts";
import { analyze } from "./commands/analyze.ts";
import { clean } from "./commands/clean.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { list } from "./commands/list.ts";
import { redrive } from "./commands/redrive.ts";
import { run } from "./commands/run.ts";
import { up } from "./commands/up.ts";
import { Interrupted } from "./interrupt.ts";
import process from "node:process";

// kafkajs arms timers in the past and Node warns of each: nothing a person could mend.
process.removeAllListeners("warning");
// Progress that nobody reads any more takes nothing from the run and its exit code.
process.stderr.on("error", () => {});

const commands = [run, analyze, list, doctor, up, down, clean, redrive];

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
  asynclab run outbox/last-id --chaos telling
  asynclab analyze .asynclab/runs/RUN

Exit codes: 0 every promise kept, 1 a promise broken, 2 undecided, 64 wrong usage,
66 a file that is not there, 69 a service or tool is missing, 70 a bug in asynclab, 130/143 interrupted.`,
);

function codeOf(error: unknown): number {
  if (error instanceof Refusal) {
    console.error(`asynclab: ${error.message}`);
    return error.code;
  }
  if (error instanceof Interrupted) return error.code;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.usage;
  const lacking = resourceTrouble(error);
  if (lacking !== null) {
    console.error(`asynclab: ${lacking}: ${(error as Error).message}`);
    return exitCode.unavailable;
  }
  console.error("asynclab: internal error: a bug in asynclab, not a verdict");
  // Not the whole object: a client's error may carry the command it sent, and a password in it.
  console.error(error instanceof Error ? error.stack : String(error));
  return exitCode.internal;
}

/** Out of a timer or a client: a run that goes on ends in order and says why, all else at once. */
function stray(event: Event, error: unknown): void {
  event.preventDefault();
  if (!giveStray(error)) Deno.exit(codeOf(error));
}
globalThis.addEventListener("unhandledrejection", (event) => stray(event, event.reason));
globalThis.addEventListener("error", (event) => stray(event, event.error));
try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  Deno.exitCode = codeOf(error);
}
Deno.exit();
