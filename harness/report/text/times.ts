/** Rows for how long operations took, and for the longest time without an `ok`. */
import { callersFailed } from "../clauses.ts";
import type { Result } from "../result.ts";
import { duration } from "../words/amounts.ts";
import type { Row } from "./rows.ts";

export function timeRows(result: Result): Row[] {
  const { latencyMs, recoveryMs, outageMs } = result;
  const rows: Row[] = [];
  const spans = [["caller", latencyMs.caller], ["end to end", latencyMs.endToEnd]] as const;
  for (const [label, latency] of spans) {
    if (latency === null) continue;
    for (const phase of ["all", "before", "during", "after"] as const) {
      const { count, p50, p90, p99, p999, max } = latency[phase];
      if (count === 0 || (phase !== "all" && count === latency.all.count)) continue;
      const values = { p50, p90, p99, "p99.9": p999, max };
      const shown = Object.entries(values).map(([name, ms]) =>
        `${name} ${duration(ms!).padEnd(8)}`
      );
      rows.push([phase === "all" ? label : `  ${phase}`, `${shown.join("  ")}  of ${count}`]);
    }
  }
  const failed = callersFailed(result);
  if (failed !== null) rows.push(["callers failed", failed]);
  if (recoveryMs !== null) rows.push(["recovery", `${duration(recoveryMs)} after the last fault`]);
  if (outageMs !== null) {
    rows.push(["outage", `${duration(outageMs)} without an ok, at the longest`]);
  }
  return rows;
}
