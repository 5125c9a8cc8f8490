/** Notes beside the verdict, one sentence each, without its full stop. */
import type { Result } from "./result.ts";
import { many } from "./words/amounts.ts";

/** A role that is started again and again has a file each time. */
const mostNotes = 8;

/** What roles wrote that was not believed or could not be read, and how it was decided that all was quiet. */
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

/** A twin whose mistake did not show: a green run of it proves nothing. Null of any other result. */
export function unshown({ breaks, variant, verdict }: Result): string | null {
  if (breaks === null || verdict === "broken") return null;
  return `${variant ?? "this variant"} is known to be broken (${breaks}); ` +
    "this run did not show it; --chaos worst-case does";
}
