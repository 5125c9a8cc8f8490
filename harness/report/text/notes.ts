/** A row for each note beside the verdict. */
import { notesOn } from "../notes.ts";
import type { Result } from "../result.ts";
import { many } from "../words/amounts.ts";
import { en } from "../words/en/mod.ts";
import type { Row } from "./rows.ts";

export function noteRows(result: Result): Row[] {
  const { counts: { dropped }, notApplicable, notJudged, notes, torn } = result;
  const rows: Row[] = [];
  if (dropped > 0) {
    const why =
      "the limit of operations in flight was reached, so it is not known how they would " +
      "have ended";
    rows.push(["note", `${many(dropped, "operation")} never sent: ${why}`]);
  }
  for (const { name, fault } of notApplicable) {
    rows.push(["note", en.notes.notPromised(name, fault)]);
  }
  for (const name of notJudged) rows.push(["note", en.notes.notJudged(name)]);
  for (const { file, line } of torn) {
    rows.push(["note", `line ${line} of ${file} was cut off by a crash and is left out`]);
  }
  for (const note of [...notes, ...notesOn(result)]) rows.push(["note", note]);
  return rows;
}
