/** The command line of asynclab: its commands, its help and how it says that words are wrong. */
import { Command } from "commander";
import project from "../deno.json" with { type: "json" };
import { commands } from "./commands/mod.ts";

/** A new program, for one call of `parseAsync`. It throws where the words are wrong. */
export function openProgram(): Command {
  const program = new Command("asynclab")
    .version(project.version)
    .description(
      "Runs each style of asynchronous integration on real servers, breaks things on purpose, " +
        "and tells from the databases what was lost, doubled and reordered.",
    )
    .showHelpAfterError("(asynclab --help shows what there is)")
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, "asynclab: ")),
    });
  for (const command of commands) command(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program.addHelpText("after", help);
}

const help = `
Examples:
  asynclab run outbox --chaos kill-broker
  asynclab run outbox/last-id --chaos worst-case
  asynclab analyze .asynclab/runs/RUN

Exit codes: 0 every promise kept, 1 a promise broken, 2 undecided, 64 wrong usage,
65 a file that is torn or of another schema, 66 a file that is not there, 69 a service or tool is missing, 70 a bug in asynclab, 130/143 interrupted.`;
