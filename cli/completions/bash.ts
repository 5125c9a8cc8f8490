/** Completion for bash, without its package `bash-completion`. */
import type { CompletedCommand } from "./model.ts";
import { quotedWords } from "./quote.ts";
import type { Values } from "./values.ts";

export function bash(commands: readonly CompletedCommand[]): string {
  return `# Completion of asynclab for bash: eval "$(asynclab completions bash)"
_asynclab() {
  local line=\${COMP_LINE:0:COMP_POINT} words command before current
  read -ra words <<< "$line"
  current=\${line##* }
  [[ -n $current ]] && unset 'words[-1]'
  command=\${words[1]-} before=\${words[-1]}
  local known= adds=
  case "$command $before" in
${commands.flatMap(optionCases).join("\n")}
  *)
    case "$command" in
    '') known=${quotedWords(commands.map(({ name }) => name))} ;;
${commands.map(commandCase).join("\n")}
    esac
    ;;
  esac
  [[ $adds == runs ]] && known+=" $(ls .asynclab/runs 2> /dev/null)"
  COMPREPLY=($(compgen -W "$known" -- "$current"))
  [[ $adds == files ]] && COMPREPLY+=($(compgen -f -- "$current"))
  # Bash splits words at colons: it replaces only what follows the last one.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${current%"\${current##*:}"}"}")
  fi
}
complete -o nosort -F _asynclab asynclab ./asynclab
`;
}

function optionCases({ name: command, options }: CompletedCommand): string[] {
  return options.flatMap(({ name, values }) =>
    values === null ? [] : [`  '${command} ${name}') ${assigned(values)} ;;`]
  );
}

function commandCase({ name, options, values: { words, adds } }: CompletedCommand): string {
  const all = [...words, ...options.map((option) => option.name)];
  return `    ${name}) ${assigned({ words: all, adds })} ;;`;
}

const assigned = ({ words, adds }: Values): string =>
  `known=${quotedWords(words)}${adds === undefined ? "" : ` adds=${adds}`}`;
