/** Notes beside the verdict, one sentence each, without its full stop. */
import type { Result } from "./result.ts";
import { type Catalogue, en } from "./words/en/mod.ts";
import type { Said } from "./words/said.ts";

/** A limit, because each restart of a role begins a new file. */
const mostNotes = 8;

/**
 * Returns notes on how it was decided that all was drained, on roles' events that were not believed,
 * and on roles' lines that cannot be read.
 */
export function notesOn(result: Result): string[];
export function notesOn(result: Result, words: Catalogue): Said[];
export function notesOn(
  { quietBecause, unbelieved, unread }: Result,
  { notes }: Catalogue = en,
): Said[] {
  const roles = [
    ...unbelieved.map(({ role, kind, count }) => notes.notBelieved(role, kind, count)),
    ...unread.map(({ file, lines, line, why }) =>
      lines === null || line === null
        ? notes.nothingRead(file, why)
        : notes.unread(file, lines, line, why)
    ),
  ];
  const more = roles.length - mostNotes;
  return [
    ...(quietBecause === null ? [] : [notes.drained(quietBecause)]),
    ...roles.slice(0, mostNotes),
    ...(more > 0 ? [notes.more(more)] : []),
  ];
}

/** Says that a twin's mistake did not show: such a green run proves nothing. Null for other results. */
export function unshownMistake(
  { breaks, variant, verdict }: Result,
  { reason }: Catalogue = en,
): string | null {
  return breaks === null || verdict === "broken" ? null : reason.unshownMistake(variant, breaks);
}
