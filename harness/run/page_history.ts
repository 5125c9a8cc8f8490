/** Chooses the events that a report's page carries. */
import { Evidence } from "../check/evidence.ts";
import { noCorruption } from "../check/no-corruption.ts";
import { opsIn } from "../check/op_ranges.ts";
import { orderPerKey } from "../check/order-per-key.ts";
import type { Facts } from "../history/facts.ts";
import { type PackedHistory, packHistory } from "../history/pack.ts";
import type { Result } from "../report/result.ts";

/** Up to so many operations the whole history is in the page. */
export const mostWholeOps = 20_000;

/** @throws Refusal (66) where the folder has no history */
export function historyForPage(
  runDir: string,
  result: Result,
  facts: Facts,
): Promise<PackedHistory> {
  const isSmall = facts.operations.count <= mostWholeOps;
  return packHistory(runDir, isSmall ? null : chosenOps(result, facts), facts.sources);
}

/** The first 1,000 of each anomaly; of those out of order, with the one that overtook each. */
export function chosenOps({ anomalies, funnel }: Result, facts: Facts): Set<number> {
  const ops = new Set<number>();
  const add = (more: Iterable<number>) => {
    for (const op of more) ops.add(op);
  };
  for (const { ops } of Object.values(anomalies)) add(ops);
  for (const { fate, marks, ops } of funnel?.hops.flatMap(({ bins }) => bins) ?? []) {
    const isAnomaly = ["lost", "phantom", "unsettled"].includes(fate) || marks.includes("again");
    if (isAnomaly) add(opsIn(ops));
  }
  const evidence = new Evidence(facts);
  if (anomalies.corrupted.count > 0) add(noCorruption.examine(evidence).tally.ops);
  if (anomalies.outOfOrder.count > 0) {
    const { tally, overtakenBy } = orderPerKey.examine(evidence);
    add(tally.ops);
    for (const [, op] of overtakenBy ?? []) ops.add(op);
  }
  return ops;
}
