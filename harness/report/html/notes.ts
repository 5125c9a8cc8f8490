import { type Markup, markup } from "../markup.ts";
import { notesOn } from "../notes.ts";
import { doubtIn } from "../reason.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import type { Catalogue } from "../words/en/mod.ts";
import type { Said } from "../words/said.ts";
import { section } from "./section.ts";

export function notes(result: Result, words: Catalogue): Markup | null {
  const { notes: say } = words;
  const clauses: Said[] = [
    ...result.notes.map(say.observed),
    ...result.doubts.map((doubt) => say.notProven(doubtIn(doubt, words))),
    ...result.notApplicable.map(({ name, fault }) => say.notPromised(name, fault)),
    ...result.notJudged.map(say.notJudged),
    ...result.torn.map(({ file, line }) => say.torn(file, line)),
    ...notesOn(result, words),
  ];
  if (clauses.length === 0) return null;
  const items = clauses.map((clause) =>
    markup`<li>${typeof clause === "string" ? visible(clause) : clause}.</li>`
  );
  return section("notes", say.title, markup`<ul>${items}</ul>`);
}
