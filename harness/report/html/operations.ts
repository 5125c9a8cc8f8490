import { inTarget } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function operations({ counts, targets }: Result, words: Catalogue): Markup {
  const { planned, acknowledged, failed, indeterminate, dropped, committed, applied } = counts;
  const { operations: say } = words;
  const steps: [words: readonly string[], count: number][] = [
    [say.planned, planned],
    [say.ok, acknowledged],
    [say.failed, failed],
    [say.uncertain, indeterminate],
    [say.dropped, dropped],
    [say.committed, committed],
    [say.applied, applied],
  ];
  if (counts.failedYetCommitted > 0) {
    steps.push([say.failedYetCommitted, counts.failedYetCommitted]);
  }
  const rows = steps.map(([[name, meaning], count]) => [name, count, meaning]);
  const byTarget = targets.length < 2
    ? null
    : markup`<p>${say.appliedIn(targets.map((target) => inTarget(target, words)))}</p>`;
  return section(
    "operations",
    say.title,
    byTarget,
    table(say.caption, say.head, rows, "counts"),
  );
}
