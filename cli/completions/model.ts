/** Every command, option and word that a shell may complete, read from the commands themselves. */
import type { Command, Option } from "commander";
import { argumentValues, optionValues, type Values } from "./values.ts";

export interface CompletedOption {
  /** `--chaos`. */
  readonly name: string;
  readonly summary: string;
  /** The values that it takes; null where it takes none. */
  readonly values: Values | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** The words that may stand behind it: its arguments, or the commands inside it. */
  readonly values: Values;
}

/** The commands of the program, in the order of the help. */
export function completedCommands(program: Command): CompletedCommand[] {
  return program.commands.map((command) => {
    const inner = command.commands;
    const options = [command, ...inner].flatMap(({ options }) => options);
    return {
      name: command.name(),
      summary: firstLine(command.summary() || command.description()),
      options: [...options.map((option) => optionOf(command, option)), help],
      values: inner.length > 0 ? { words: inner.map((one) => one.name()) } : argumentsOf(command),
    };
  });
}

const help: CompletedOption = { name: "--help", summary: "show what there is", values: null };

const optionOf = (
  command: Command,
  { long, description, required, optional }: Option,
): CompletedOption => ({
  name: long!,
  summary: firstLine(description),
  values: required || optional ? optionValues(command.name(), long!) : null,
});

function argumentsOf(command: Command): Values {
  const [first] = command.registeredArguments;
  return first === undefined ? { words: [] } : argumentValues(command.name(), first.name());
}

/** The text up to the first line end, colon or semicolon: a shell shows one short line. */
const firstLine = (text: string): string => text.split(/[\n:;]/)[0].trim();
