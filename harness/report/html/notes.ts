import { type Markup, markup } from "../markup.ts";
import { notesOn } from "../notes.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import { section } from "./section.ts";

export function notes(result: Result): Markup | null {
  const lines = [
    ...result.notes.map((note) => `${note}.`),
    ...result.doubts.map(({ why }) => visible(`Not proven: ${why}.`)),
    ...result.notApplicable.map(({ name, fault }) =>
      visible(`${name} is not promised under ${fault}.`)
    ),
    ...result.notJudged.map((name) => `${name} is not judged after a halt.`),
    ...result.torn.map(({ file, line }) =>
      visible(`Line ${line} of ${file} was cut off by a crash and is left out.`)
    ),
    ...notesOn(result).map((note) => visible(`${note}.`)),
  ];
  if (lines.length === 0) return null;
  return section(
    "notes",
    "Notes",
    markup`<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`,
  );
}
