/** The sequence diagram for a terminal: a column for each lane, a line for each step. */
import type { Sequence, Step } from "./sequence.ts";
import { clock } from "./words.ts";

const marks: Readonly<Record<Step["mark"], string>> = {
  arrow: "▶",
  note: "●",
  end: "✕",
  fault: "!",
  absent: "○",
};

/** Lines; every label stands to the right of its step. */
export function sequenceLines({ lanes, steps }: Sequence): string[] {
  const times = steps.map(({ atMs }) => atMs === null ? "" : clock(atMs));
  const timeWidth = Math.max(0, ...times.map(({ length }) => length));
  const width = Math.max(...lanes.map(({ length }) => length)) + 2;
  const header = lanes.map((lane) => centered(lane, width)).join("").trimEnd();
  return [
    `${" ".repeat(timeWidth + 2)}${header}`,
    ...steps.map((step, i) =>
      `${times[i].padStart(timeWidth)}  ${lineOf(step, lanes, width)}  ${step.label}`
    ),
  ];
}

function centered(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return " ".repeat(left) + text + " ".repeat(width - text.length - left);
}

function lineOf({ from, to, mark }: Step, lanes: readonly string[], width: number): string {
  const middle = (lane: string) => lanes.indexOf(lane) * width + Math.floor(width / 2);
  const cells: string[] = Array(lanes.length * width).fill(" ");
  for (const lane of lanes) cells[middle(lane)] = "│";
  if (mark !== "arrow") cells[middle(from)] = marks[mark];
  else {
    const [start, end] = [middle(from), middle(to)];
    for (let i = Math.min(start, end) + 1; i < Math.max(start, end); i++) cells[i] = "─";
    cells[start] = start < end ? "├" : "┤";
    cells[end] = start < end ? "▶" : "◀";
  }
  return cells.join("").trimEnd().padEnd(lanes.length * width);
}
