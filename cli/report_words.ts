/** The words of `--report`: `junit=FILE,json=FILE,github`. */
import { resolve } from "node:path";
import { wrongUsage } from "../harness/errors.ts";
import type { ReportForm } from "../harness/matrix/form.ts";
import { reportForms } from "../harness/matrix/report/mod.ts";
import { known } from "../harness/plan/known.ts";

/** One report of `--report`. */
export interface ReportWord {
  readonly form: ReportForm;
  /** Null where the report goes to standard output. */
  readonly path: string | null;
}

/** The values of `--report`, for help texts. */
export const reportSpellings: readonly string[] = reportForms.map(({ name, needsFile }) =>
  needsFile ? `${name}=FILE` : name
);

/**
 * Adds one value of the option to those before it; commander calls it for each value.
 *
 * @throws Refusal (64) where a form is unknown, lacks its file, or is given twice
 */
export function reportWords(text: string, before: readonly ReportWord[] = []): ReportWord[] {
  const words = text.split(",").map((word) => word.trim()).filter((word) => word !== "");
  if (words.length === 0) {
    throw wrongUsage(`--report names no form; it must be one of ${reportSpellings.join(", ")}`);
  }
  return words.map(reportWord).reduce(joined, [...before]);
}

function reportWord(word: string): ReportWord {
  const [name, ...rest] = word.split("=");
  known("report form", name, reportForms.map((form) => form.name));
  const form = reportForms.find((form) => form.name === name)!;
  const path = rest.join("=");
  if (!form.needsFile) {
    if (rest.length === 0) return { form, path: null };
    throw wrongUsage(
      `--report cannot be '${word}'; it must be ${name}, which goes to standard output`,
    );
  }
  if (path !== "") return { form, path };
  throw wrongUsage(`--report ${name} needs a file, like ${name}=asynclab-${name}`);
}

function joined(words: ReportWord[], word: ReportWord): ReportWord[] {
  const { form: { name }, path } = word;
  if (words.some(({ form }) => form === word.form)) {
    throw wrongUsage(`--report asks for ${name} twice; leave one of them out`);
  }
  const same = words.find((one) =>
    one.path !== null && path !== null && resolve(one.path) === resolve(path)
  );
  if (same !== undefined) {
    throw wrongUsage(
      `--report puts ${same.form.name} and ${name} into '${path}'; name a file for each`,
    );
  }
  return [...words, word];
}
