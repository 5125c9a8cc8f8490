import { callersFailed } from "../clauses.ts";
import { type Markup, markup } from "../markup.ts";
import type { Result } from "../result.ts";
import { duration } from "../words/amounts.ts";
import type { Catalogue } from "../words/en/mod.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

export function latencies(result: Result, words: Catalogue): Markup {
  const { latencyMs, recoveryMs, outageMs } = result;
  const { latencies: say } = words;
  const failed = callersFailed(result, words);
  const spans = [[say.caller, latencyMs.caller], [say.endToEnd, latencyMs.endToEnd]] as const;
  const rows = spans.flatMap(([label, latency]) =>
    latency === null ? [] : (["all", "before", "during", "after"] as const).map((when) => {
      const { count, p50, p90, p99, p999, p9999, max } = latency[when];
      const times = [p50, p90, p99, p999, p9999, max].map((ms) => ms === null ? "–" : duration(ms));
      return [`${label}, ${say.phases[when]}`, ...times, count];
    })
  );
  const sentences = [
    ...(failed === null ? [] : [say.failed(failed)]),
    ...(recoveryMs === null ? [] : [say.recovered(recoveryMs)]),
    ...(outageMs === null ? [] : [say.outage(outageMs)]),
  ];
  return section(
    "percentiles",
    say.title,
    rows.length === 0 ? markup`<p>${say.none}</p>` : table(say.caption, say.head, rows, "numbers"),
    ...sentences.map((sentence) => markup`<p>${sentence}</p>`),
  );
}
