import { inHalt } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { visible } from "../visible.ts";
import { duration } from "../words/amounts.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { whyIn } from "../words/why.ts";
import { section, word } from "./section.ts";
import { table } from "./table.ts";

export function faults(result: Result, words: Catalogue): Markup {
  const { faults: say } = words;
  const halts = result.halts.map((halt) => markup`<p>${say.halted} ${inHalt(halt, words)}.</p>`);
  if (result.faults.length === 0) {
    return section("faults", say.title, markup`<p>${say.none}</p>`, ...halts);
  }
  const time = (ms: number | null) => ms === null ? say.notKnown : duration(ms);
  const rows = result.faults.map(({ why, finding, ...fault }) => [
    fault.name,
    fault.target,
    time(fault.beginMs),
    time(fault.endMs),
    fault.touched ?? say.notKnown,
    fault.by === null ? "–" : say.by(fault.by),
    why === null
      ? word(say.effective, "kept")
      : markup`${word(say.provesNothing, "unknown")} ${
        whyIn(words, visible(why), finding === null ? [] : [finding])
      }`,
  ]);
  return section("faults", say.title, table(say.caption, say.head, rows, "times rows"), ...halts);
}
