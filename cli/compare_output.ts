/** Where a comparison is written: the values of `--format` and `--out`. */
import { dirname, relative, resolve } from "node:path";
import type { Shown } from "../harness/compare/page.ts";
import { compareForms } from "../harness/compare/report/mod.ts";
import { runsDir } from "./folder.ts";
import { mustBeWritable, outFile, replaceFile } from "./out_file.ts";
import { print } from "./print.ts";

export interface OutputWords {
  readonly format: string;
  readonly out?: string;
}

export const compareFormNames: readonly string[] = compareForms.map(({ name }) => name);

/**
 * Checks the words before anything starts; resolves with the function that writes.
 *
 * @throws Refusal (64, 69) where the file cannot be written
 */
export async function openOutput(
  { format, out }: OutputWords,
): Promise<(shown: Shown) => Promise<void>> {
  const form = compareForms.find(({ name }) => name === format)!;
  const file = out === undefined ? null : outFile("--out", out, `asynclab-compare.${form.name}`);
  if (file !== null) await mustBeWritable(file);
  return async (shown) => {
    if (file === null) print(form.render(shown));
    else {
      const runsPath = relative(dirname(resolve(file.path)), resolve(runsDir));
      await replaceFile(file, form.render({ ...shown, runsPath }));
    }
  };
}
