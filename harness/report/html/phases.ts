import type { Markup } from "../markup.ts";
import { phaseNames } from "../phase_names.ts";
import type { Result } from "../result.ts";
import { duration } from "../words/amounts.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function phases({ phasesMs }: Result, { phases: say }: Catalogue): Markup | null {
  const rows = phaseNames.flatMap((name) => {
    const ms = phasesMs[name];
    return ms === null ? [] : [[say.names[name], duration(ms)]];
  });
  if (rows.length === 0) return null;
  const total = phaseNames.reduce((sum, name) => sum + (phasesMs[name] ?? 0), 0);
  return section(
    "phases",
    say.title,
    table(say.caption, say.head, [...rows, [say.together, duration(total)]], "counts"),
  );
}
