import { callersFailed } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { duration } from "../words/amounts.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function latencies(result: Result): Markup {
  const { latencyMs, recoveryMs, outageMs } = result;
  const failed = callersFailed(result);
  const spans = [["caller", latencyMs.caller], ["end to end", latencyMs.endToEnd]] as const;
  const rows = spans.flatMap(([label, latency]) =>
    latency === null ? [] : (["all", "before", "during", "after"] as const).map((when) => {
      const { count, p50, p90, p99, p999, p9999, max } = latency[when];
      const times = [p50, p90, p99, p999, p9999, max].map((ms) => ms === null ? "–" : duration(ms));
      return [`${label}, ${when}`, ...times, count];
    })
  );
  const sentences = [
    failed === null
      ? null
      : markup`<p>Callers without an ok (planned rollbacks not counted): ${failed}.</p>`,
    recoveryMs === null
      ? null
      : markup`<p>Recovered ${duration(recoveryMs)} after the last fault.</p>`,
    outageMs === null
      ? null
      : markup`<p>Longest time without an ok while the load ran: ${duration(outageMs)}.</p>`,
  ];
  return section(
    "percentiles",
    "Latency before, during and after the faults",
    rows.length === 0 ? markup`<p>The history has no times of operations.</p>` : table(
      "Percentiles by the nearest rank",
      ["span", "p50", "p90", "p99", "p99.9", "p99.99", "max", "operations"],
      rows,
      "numbers",
    ),
    ...sentences,
  );
}
