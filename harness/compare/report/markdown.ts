/** A comparison for a page or a pull request. */
import type { CompareForm } from "../form.ts";
import { type Cell, cellText, type Section } from "../page.ts";

export const markdown: CompareForm = {
  name: "markdown",
  render({ page: { headline, sections, foot } }) {
    const parts = sections.flatMap((section) => [`### ${plain(section.title)}`, ...drawn(section)]);
    return ["## asynclab compare", plain(headline), ...parts, plain(foot)].join("\n\n") + "\n";
  },
};

function drawn({ heads = [], rows = [], code, notes }: Section): string[] {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => plain(cellText(cell))).join(" | ")} |`;
  const table = [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
  return [
    ...(heads.length === 0 ? [] : [table]),
    ...(code === undefined ? [] : [fenced(code)]),
    ...notes.map(plain),
  ];
}

/** A fence that is longer than any in the code. */
function fenced(code: readonly string[]): string {
  const runs = code.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return [`${fence}ts`, ...code, fence].join("\n");
}

/** Text that has no markup in a cell. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~@]/g, "\\$&");
