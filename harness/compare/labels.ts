/** Words for figures and counts in the rows of a table: as the report of one run says them. */
import type { Result } from "../report/result.ts";
import type { Figure } from "./figures.ts";

/** Where the title of a figure's column needs the column before it. */
const figureLabels: Readonly<Record<string, string>> = {
  callerCalmP50Ms: "caller p50 before faults",
  callerCalmP99Ms: "caller p99 before faults",
  callerFaultP50Ms: "caller p50 during faults",
  callerFaultP99Ms: "caller p99 during faults",
  outageMs: "outage: without an ok, at the longest",
  endToEndCalmP50Ms: "end to end p50 before faults",
  endToEndP99Ms: "end to end p99, all",
};

export const figureLabel = ({ name, title }: Figure): string => figureLabels[name] ?? title;

export const countLabels: Readonly<Record<keyof Result["counts"], string>> = {
  planned: "planned",
  dropped: "dropped",
  acknowledged: "ok",
  failed: "failed, rollbacks among them",
  indeterminate: "uncertain",
  committed: "committed",
  applied: "applied",
  failedYetCommitted: "failed yet committed",
};
