/** Completion for fish. */
import type { CompletedCommand } from "./model.ts";
import type { Values } from "./values.ts";

export function fish(commands: readonly CompletedCommand[]): string {
  return [
    "# Completion of asynclab for fish: asynclab completions fish | source",
    "complete -c asynclab -f",
    ...commands.map(({ name, summary }) =>
      `complete -c asynclab -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`
    ),
    ...commands.flatMap(inside),
  ].join("\n") + "\n";
}

function inside({ name: command, options, values }: CompletedCommand): string[] {
  const begin = `complete -c asynclab -n '__fish_seen_subcommand_from ${command}'`;
  return [
    ...(isEmpty(values) ? [] : [`${begin} ${taken(values)}`]),
    ...options.map(({ name, summary, values }) =>
      [
        `${begin} -l ${name.slice(2)} -d ${quoted(summary)}`,
        ...(values === null ? [] : [`-x ${isEmpty(values) ? "" : taken(values)}`.trim()]),
      ].join(" ")
    ),
  ];
}

const isEmpty = ({ words, adds }: Values): boolean => words.length === 0 && adds === undefined;

const extras = {
  runs: "(command ls .asynclab/runs 2> /dev/null)",
  files: "(__fish_complete_path)",
};

function taken({ words, adds }: Values): string {
  return `-a ${quoted([...words, ...(adds === undefined ? [] : [extras[adds]])].join(" "))}`;
}

/** In quotes, fish knows only two escapes. */
const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, (one) => `\\${one}`)}'`;
