/** The first lines: the verdict, its reason, and the run that was judged. */
import type { Paint } from "../paint.ts";
import { unshownMistake } from "../notes.ts";
import { because } from "../reason.ts";
import { nameOf, type Result } from "../result.ts";
import { verdictColor } from "./promises.ts";

export function headline(result: Result, paint: Paint): string[] {
  const word = paint("bold", paint(verdictColor[result.verdict], result.verdict.toUpperCase()));
  return [
    `${word}  ${because(result)}`,
    ...known(result).map((line) => paint("yellow", line)),
    ...about(result).map((line) => paint("dim", line)),
  ];
}

/** Returns one line for a twin whose mistake did not show, else none. */
function known(result: Result): string[] {
  const twin = unshownMistake(result);
  return twin === null ? [] : [twin];
}

function about(result: Result): string[] {
  const parts: string[] = [];
  const name = nameOf(result);
  if (name !== null) parts.push(name);
  if (result.run !== null) parts.push(`run ${result.run}`);
  if (result.seed !== null) parts.push(`seed ${result.seed}`);
  if (result.runtime !== null) parts.push(result.runtime);
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  if (versions.length > 0) parts.push(versions.join(", "));
  return parts.length === 0 ? [] : [parts.join(" · ")];
}
