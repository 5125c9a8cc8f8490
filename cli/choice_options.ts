/** Options for the choices of all labs: `--format csv`. */
import { type Command, Option } from "commander";
import type { Choice, Choices } from "../harness/contract/choice.ts";
import type { Lab } from "../harness/contract/lab.ts";
import { labs } from "../labs/mod.ts";
import { wrongUsage } from "../harness/errors.ts";

/** Adds one option for each choice; the words that were typed are in `choices`, by name. */
export function addChoiceOptions(command: Command): Command {
  const names = new Set(labs.flatMap(({ choices = {} }) => Object.keys(choices)));
  for (const name of names) {
    command.addOption(
      new ChoiceOption(name, labs.filter(({ choices = {} }) => Object.hasOwn(choices, name))),
    );
  }
  return command;
}

class ChoiceOption extends Option {
  constructor(name: string, having: readonly Lab[]) {
    const choice = having[0].choices![name];
    super(
      `--${name} <word>`,
      `for ${having.map((lab) => lab.name).join(", ")}: ${describeChoice(choice)}`,
    );
    this.argParser((word: string, before: Choices = {}): Choices => {
      if (!Object.hasOwn(before, name)) return { ...before, [name]: word };
      throw wrongUsage(
        `--${name} is given twice, as '${before[name]}' and '${word}'; leave one of them out`,
      );
    });
  }

  override attributeName(): string {
    return "choices";
  }
}

/** `form of the files: csv, xml (default: csv)`. */
export const describeChoice = (
  { summary, values, usual }: Pick<Choice, "summary" | "values" | "usual">,
): string =>
  `${summary}${values === undefined ? "" : `: ${values.join(", ")}`} (default: ${usual})`;
