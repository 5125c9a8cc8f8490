/** Notes beside the verdict, one sentence each, without its full stop. */
import type { Result } from "./result.ts";
import { many } from "./words/amounts.ts";

/** A limit, because each restart of a role begins a new file. */
const mostNotes = 8;

/**
 * Returns notes on how it was decided that all was drained, on roles' events that were not believed,
 * and on roles' lines that cannot be read.
 */
export function notesOn({ quietBecause, unbelieved, unread }: Result): string[] {
  const roles = [
    ...unbelieved.map(({ role, kind, count }) =>
      `${role} wrote ${many(count, `${kind} event`)}: not believed`
    ),
    ...unread.map(inWords),
  ];
  const more = roles.length - mostNotes;
  return [
    ...(quietBecause === null ? [] : [`drained: ${quietBecause}`]),
    ...roles.slice(0, mostNotes),
    ...(more > 0 ? [`${more} more files or kinds of roles' events were left out`] : []),
  ];
}

function inWords({ file, lines, line, why }: Result["unread"][number]): string {
  if (lines === null) return `${file} ${why}, so nothing of it was read`;
  return `${many(lines, "line")} of ${file} cannot be read (line ${line} ${why}); ` +
    "no verdict depends on a role's own file";
}

/** Says that a twin's mistake did not show: such a green run proves nothing. Null for other results. */
export function unshownMistake({ breaks, variant, verdict }: Result): string | null {
  if (breaks === null || verdict === "broken") return null;
  return `${variant ?? "this variant"} is known to be broken (${breaks}); ` +
    "this run did not show it; --chaos worst-case does";
}
