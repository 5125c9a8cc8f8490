/** Markdown tables. */

export const code = (word: string): string => `\`${word}\``;
export const list = (words: readonly string[]): string => words.map(code).join(", ");

/** Aligns the columns as `deno fmt` does. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => cells[column].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column], fill)).join(" | ")} |`;
  const [first, ...others] = all.map((cells) => line(cells));
  return [first, line(head.map(() => ""), "-"), ...others].join("\n");
}
