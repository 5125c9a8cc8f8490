import { inHalt } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import { duration } from "../words/amounts.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function faults(result: Result): Markup {
  const halts = result.halts.map((halt) => markup`<p>Halted: ${inHalt(halt)}.</p>`);
  if (result.faults.length === 0) {
    const nothing = markup`<p>Nothing was broken on purpose.</p>`;
    return section("faults", "Faults", nothing, ...halts);
  }
  const time = (ms: number | null) => ms === null ? "not known" : duration(ms);
  const rows = result.faults.map((fault) => [
    fault.name,
    fault.target,
    time(fault.beginMs),
    time(fault.endMs),
    fault.touched ?? "not known",
    fault.by ?? "–",
    fault.why === null
      ? word("effective", "kept")
      : markup`${word("proves nothing", "unknown")} ${visible(fault.why)}`,
  ]);
  return section(
    "faults",
    "Faults",
    table(
      "Faults, with times since the start of the run",
      [
        "fault",
        "on",
        "from",
        "to",
        "touched",
        "by",
        "effect",
      ],
      rows,
      "times rows",
    ),
    ...halts,
  );
}
