/** Rows that say how many operations reached which stage. */
import { inTarget } from "../clauses.ts";
import type { Result } from "../result.ts";
import type { Row } from "./rows.ts";

export function operationRows(result: Result): Row[] {
  return [["operations", operations(result)], ...targetRows(result)];
}

function operations({ counts, callers: { rolledBack } }: Result): string {
  const parts = [
    `${counts.acknowledged} ok`,
    ...(rolledBack > 0 ? [`${rolledBack} rolled back as planned`] : []),
    `${counts.failed - rolledBack} failed`,
    `${counts.indeterminate} uncertain`,
    `${counts.dropped} dropped`,
  ];
  const yet = counts.failedYetCommitted === 0
    ? ""
    : `, ${counts.failedYetCommitted} failed yet committed`;
  return `${counts.planned} planned: ${parts.join(", ")}; ` +
    `${counts.committed} committed, ${counts.applied} applied${yet}`;
}

/** Empty for one target: the counts already show how many operations were applied in it. */
function targetRows({ targets }: Result): Row[] {
  if (targets.length < 2) return [];
  return [["applied in", targets.map((target) => inTarget(target)).join(", ")]];
}
