import { inTarget } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function operations({ counts, targets }: Result): Markup {
  const { planned, acknowledged, failed, indeterminate, dropped, committed, applied } = counts;
  const rows = [
    ["planned", planned, "by the load, before anything started"],
    ["ok", acknowledged, "acknowledged to the caller"],
    ["failed", failed, "refused for sure, business rollbacks among them"],
    ["uncertain", indeterminate, "the caller never learned the outcome"],
    ["dropped", dropped, "never sent: the limit of operations in flight was reached"],
    ["committed", committed, "are in the source's database"],
    ["applied", applied, "have an effect in the target's database"],
  ];
  if (counts.failedYetCommitted > 0) {
    rows.push([
      "failed yet committed",
      counts.failedYetCommitted,
      "refused, but committed",
    ]);
  }
  const byTarget = targets.length < 2
    ? null
    : markup`<p>Applied in: ${targets.map(inTarget).join(", ")}.</p>`;
  return section(
    "operations",
    "Operations",
    byTarget,
    table(
      "How many operations reached each step",
      ["operations", "count", "meaning"],
      rows,
      "counts",
    ),
  );
}
