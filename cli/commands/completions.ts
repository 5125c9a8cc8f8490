/** `asynclab completions SHELL`: a script that completes commands, options and the words of the registries. */
import type { Command } from "commander";
import { known } from "../../harness/plan/known.ts";
import { completedCommands } from "../completions/model.ts";
import { scripts } from "../completions/mod.ts";
import { type ShellName, shellNames } from "../completions/shells.ts";
import { print } from "../print.ts";

/** Adds the command; its action throws Refusal for an unknown shell. */
export function completions(program: Command): void {
  program.command("completions")
    .description("print a script that completes commands, options, labs, variants and faults")
    .argument("<shell>", `one of ${shellNames.join(", ")}`)
    .addHelpText(
      "after",
      "\nFor each new shell, in its startup file:\n" +
        '  eval "$(asynclab completions bash)"\n' +
        '  eval "$(asynclab completions zsh)"       # after compinit\n' +
        "  asynclab completions fish | source",
    )
    .action((shell: string) => {
      known("shell", shell, shellNames);
      print(scripts[shell as ShellName](completedCommands(program)));
    });
}
