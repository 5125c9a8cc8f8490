/** How many operations reached each step. */
import { duration } from "../amounts.ts";
import { columns } from "../said.ts";

export const operations = {
  title: "Operations",
  caption: "How many operations reached each step",
  head: columns("operations", "count", "meaning"),
  planned: ["planned", "by the load, before anything started"],
  ok: ["ok", "acknowledged to the caller"],
  failed: ["failed", "refused for sure, business rollbacks among them"],
  uncertain: ["uncertain", "the caller never learned the outcome"],
  dropped: ["dropped", "never sent: the limit of operations in flight was reached"],
  committed: ["committed", "are in the source's database"],
  applied: ["applied", "have an effect in the target's database"],
  failedYetCommitted: ["failed yet committed", "refused, but committed"],
  appliedIn: (targets: readonly string[]) => `Applied in: ${targets.join(", ")}.`,
  /** `newsletter 247 (joined at 2.1 s)`. */
  target: (name: string, applied: number, joinedMs: number | null) => {
    if (joinedMs === null) return `${name} ${applied}`;
    const since = joinedMs <= 0
      ? "joined, and read from the start"
      : `joined at ${duration(joinedMs)}`;
    return `${name} ${applied} (${since})`;
  },
};
