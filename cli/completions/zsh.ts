/** Completion for zsh. */
import type { CompletedCommand } from "./model.ts";
import { quoted } from "./quote.ts";
import type { Values } from "./values.ts";

export function zsh(commands: readonly CompletedCommand[]): string {
  const described = commands.map(({ name, summary }) => quoted(`${name}:${summary}`));
  return `#compdef asynclab
# Completion of asynclab for zsh: eval "$(asynclab completions zsh)", after compinit
_asynclab() {
  local command=\${words[2]} before=\${words[CURRENT-1]}
  if (( CURRENT == 2 )); then
    local -a all=(${described.join(" ")})
    _describe command all
    return
  fi
  case "$command $before" in
${commands.flatMap(optionCases).join("\n")}
  *)
    case "$command" in
${commands.map(commandCase).join("\n")}
    esac
    ;;
  esac
}
compdef _asynclab asynclab ./asynclab
`;
}

function optionCases({ name: command, options }: CompletedCommand): string[] {
  return options.flatMap(({ name, values }) =>
    values === null ? [] : [`  ${quoted(`${command} ${name}`)}) ${added(values)} ;;`]
  );
}

function commandCase({ name, options, values: { words, adds } }: CompletedCommand): string {
  const all = [...words, ...options.map((option) => option.name)];
  return `    ${name}) ${added({ words: all, adds })} ;;`;
}

const extras = { runs: "compadd -- .asynclab/runs/*(N:t)", files: "_files" } as const;

function added({ words, adds }: Values): string {
  const known = words.length === 0 ? [] : [`compadd -- ${words.map(quoted).join(" ")}`];
  return [...known, ...(adds === undefined ? [] : [extras[adds]])].join("; ") || ":";
}
