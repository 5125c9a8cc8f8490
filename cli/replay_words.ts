/** What `asynclab replay` says: what is repeated, what is not, and how both runs ended. */
import type { WrittenPlan } from "../harness/plan/read_plan.ts";
import type { Result } from "../harness/report/result.ts";

/** Lines before the run. */
export function atReplay(old: WrittenPlan, runtime: string): string[] {
  const moved = old.runtime === runtime
    ? []
    : [`the first run was on ${old.runtime}, this one is on ${runtime}`];
  return [
    `replays ${old.run}: the same operations, faults and failpoints`,
    "not repeated: the order in which processes, servers and networks do their work; " +
    "a fault can meet other operations, and a number of an anomaly can differ",
    ...moved,
  ];
}

export interface FirstRun {
  readonly run: string;
  /** Null where the first run has no result. */
  readonly result: Result | null;
}

/** Both verdicts, with the promises that ended otherwise, and how to see more. */
export function besideFirst(first: FirstRun, run: string, result: Result): string {
  if (first.result === null) {
    return `replay of ${first.run}, which has no result to compare with`;
  }
  const before = first.result;
  const versions = Object.entries(result.versions).flatMap(([server, version]) => {
    const old = before.versions[server];
    return old === undefined || old === version ? [] : [`${server} ${version} (${old} before)`];
  });
  return [
    `replay of ${first.run}: ${before.verdict} then, ${result.verdict} now`,
    ...otherwise(before, result),
    ...(versions.length > 0 ? [`  other versions: ${versions.join(", ")}`] : []),
    `  side by side: asynclab compare ${first.run} ${run}`,
  ].join("\n");
}

function otherwise(before: Result, now: Result): string[] {
  const verdicts = new Map(before.promises.map(({ name, verdict }) => [name, verdict]));
  return now.promises.flatMap(({ name, verdict }) => {
    const old = verdicts.get(name);
    return old === undefined || old === verdict ? [] : [`  ${name}: ${old} then, ${verdict} now`];
  });
}
