/** Text as code in Markdown: markup, links, mentions and issue numbers in it mean nothing. */

/** The fence is longer than any run of backticks in the text. */
export function code(text: string): string {
  if (text === "") return "";
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 && text.trim() === text ? fence + text + fence : `${fence} ${text} ${fence}`;
}

/** Code for a cell of a table: a pipe ends a cell, in code too. */
export const cell = (text: string): string => code(text).replaceAll("|", "\\|");
