/** The words of the registries that an option or an argument takes. */
import type { Choices } from "../../harness/contract/choice.ts";
import { explanationForms } from "../commands/explain.ts";
import { reportFormNames } from "../commands/report.ts";
import { schemas } from "../commands/schema.ts";
import { brokerWords, runtimeWords } from "../commands/run.ts";
import { matrices } from "../check_request.ts";
import { listing } from "../listing.ts";
import { languageNames } from "../page_language.ts";
import { reportSpellings } from "../report_words.ts";
import { shellNames } from "./shells.ts";

/** Words that are known now, and what the shell adds when it completes. */
export interface Values {
  readonly words: readonly string[];
  /** The shell adds the runs or the files of the current folder. @default nothing */
  readonly adds?: "runs" | "files";
}

const nothing: Values = { words: [] };
const files: Values = { words: [], adds: "files" };

/**
 * @param command the command that has the option: `run`
 * @param name `--chaos`
 */
export function optionValues(command: string, name: string): Values {
  const { labs, faults } = listing();
  const faultNames = faults.flatMap(({ name, aliases }) => [name, ...aliases]);
  const points = labs.flatMap(({ failpoints }) =>
    Object.entries(failpoints).flatMap(([role, points]) =>
      points.map((point) => `${role}:${point}`)
    )
  );
  const known: Readonly<Record<string, readonly string[]>> = {
    ...choicesOf(labs),
    "--chaos": ["worst-case", ...faultNames],
    "--faults": ["worst-case", ...faultNames],
    ...Object.fromEntries(["--crash", "--fail", "--hold"].map((action) => [action, points])),
    "--role": labs.flatMap(({ roles }) => roles.map((role) => `${role}=`)),
    "--broker": brokerWords,
    "--runtime": runtimeWords,
    "--lang": languageNames,
    "--matrix": matrices,
    "--report": reportSpellings.map((spelling) => spelling.replace("FILE", "")),
    ...(command === "report" && { "--format": reportFormNames }),
    ...(command === "explain" && { "--format": explanationForms }),
  };
  if (["--out", "--baseline", "--resume"].includes(name)) return files;
  if (name === "--run") return { words: [], adds: "runs" };
  return Object.hasOwn(known, name) ? { words: [...new Set(known[name])] } : nothing;
}

/** `--format` and the words that a lab has for it. */
function choicesOf(labs: ReturnType<typeof listing>["labs"]): Record<string, readonly string[]> {
  return Object.fromEntries(
    labs.flatMap(({ choices = [] }) =>
      choices.map(({ name, values = [] }): [keyof Choices, readonly string[]] => [
        `--${name}`,
        values,
      ])
    ),
  );
}

/**
 * @param command the command that has the argument: `run`
 * @param name the argument's name in the help: `lab`
 */
export function argumentValues(command: string, name: string): Values {
  const variants = listing().labs.flatMap(({ name, variants }) => [
    name,
    ...variants.map((variant) => `${name}/${variant.name}`),
  ]);
  switch (name) {
    case "lab":
    case "targets":
      return { words: variants };
    case "what":
      return { words: ["faults", ...variants] };
    case "run":
      return { words: command === "redrive" ? [] : ["last"], adds: "runs" };
    case "name":
      return { words: Object.keys(schemas) };
    case "shell":
      return { words: shellNames };
    default:
      return files;
  }
}
