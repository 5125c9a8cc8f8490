/** A comparison for a terminal. */
import type { CompareForm } from "../form.ts";
import { type Cell, cellText, type Section } from "../page.ts";

export const text: CompareForm = {
  name: "text",
  render({ page: { headline, sections, foot } }) {
    const parts = sections.flatMap((section) => ["", `${section.title}:`, ...linesOf(section)]);
    return [headline, ...parts, "", foot].join("\n") + "\n";
  },
};

const linesOf = ({ heads = [], rows = [], mostColumns = Infinity, code = [], notes }: Section) => [
  ...tableLines([heads, ...rows].filter(({ length }) => length > 0), mostColumns),
  ...code.map((line) => `  ${line}`.trimEnd()),
  ...notes.map((note) => `  ${note}`),
];

function tableLines(rows: readonly (readonly Cell[])[], mostColumns: number): string[] {
  const cells = rows.map((row) => row.map((cell) => broken(cellText(cell), mostColumns)));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...cells.flatMap((row) => row[column].map(({ length }) => length)))
  );
  return cells.flatMap((row) => {
    const height = Math.max(...row.map(({ length }) => length));
    return Array.from({ length: height }, (_, i) => {
      const line = row.map((lines, column) => (lines[i] ?? "").padEnd(widths[column]));
      return `  ${line.join("  ")}`.trimEnd();
    });
  });
}

/** Lines of at most this length, broken between words; a word that is longer stays whole. */
function broken(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines;
}
