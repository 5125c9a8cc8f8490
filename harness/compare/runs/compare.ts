/** Two runs of the same operations, side by side. It starts nothing. */
import { Evidence } from "../../check/evidence.ts";
import { badData, Refusal } from "../../errors.ts";
import { type Lab, titleOf } from "../../contract/lab.ts";
import { readHistory } from "../../history/read.ts";
import { durationMsOf, type Workload } from "../../plan/plan.ts";
import type { WrittenPlan } from "../../plan/read_plan.ts";
import { repeatCommand } from "../../plan/repeat.ts";
import { plain } from "../../report/reason.ts";
import type { Result } from "../../report/result.ts";
import { businessHours, businessTimes } from "../business_hours.ts";
import { figures, type Measured } from "../figures.ts";
import { othersIn } from "../paths/first_difference.ts";
import { lanesOf } from "../paths/lanes_of.ts";
import { byCommit } from "../paths/order.ts";
import { anomalyWords, pathsOf, pathText } from "../paths/path.ts";
import type { RunsCompared } from "./result.ts";

/** A run as its folder has it. */
export interface OldRun {
  /** The word that named it. */
  readonly word: string;
  readonly runDir: string;
  readonly result: Result;
  readonly plan: WrittenPlan;
  /** The edition that it ran. */
  readonly lab: Lab;
}

/** @throws Refusal (65) where the runs have different operations */
export async function compareRuns(
  left: OldRun,
  right: OldRun,
  asynclab: string,
): Promise<RunsCompared> {
  mustBeOfSameOperations(left, right);
  const { plan: { seed, workload } } = left;
  return {
    ...{ schema: 1, of: "runs", asynclab, seed },
    load: { rate: workload.rate, durationMs: durationMsOf(workload), users: workload.users },
    ...{ left: sideOf(left), right: sideOf(right) },
    promises: promisesOf(left.result, right.result),
    counts: countsOf(left.result, right.result),
    figures: await figuresOf(left, right),
    ...await differenceOf(left, right),
  };
}

/** The operations are drawn from the seed and from these numbers. */
const drawnFrom = [
  "rate",
  "messages",
  "users",
  "rollbackShare",
] as const satisfies readonly (keyof Workload)[];

function mustBeOfSameOperations(left: OldRun, right: OldRun): void {
  const [a, b] = [left.plan, right.plan];
  const names = left.lab.operation === right.lab.operation
    ? ["seed", ...drawnFrom].filter((name) => valueOf(a, name) !== valueOf(b, name))
    : ["operation"];
  if (names.length === 0) return;
  const [name] = names;
  const why = name === "operation"
    ? `the operations of ${titleOf(left.lab)} are not those of ${titleOf(right.lab)}`
    : `${words[name]} is ${valueOf(a, name)} in '${left.word}' and ${valueOf(b, name)} in ` +
      `'${right.word}'`;
  throw badData(
    `The two runs have no operation in common, because ${why}; ` +
      "compare runs of the same seed and load",
  );
}

const words: Readonly<Record<string, string>> = {
  seed: "the seed",
  rate: "the rate",
  messages: "the number of operations",
  users: "the number of users",
  rollbackShare: "the share of rollbacks",
};

const valueOf = ({ seed, workload }: WrittenPlan, name: string): number =>
  name === "seed" ? seed : workload[name as keyof Workload];

function sideOf({ result, plan, lab, word }: OldRun): RunsCompared["left"] {
  return {
    run: result.run ?? word,
    name: `${lab.name}/${plan.variant}${lab.broker === undefined ? "" : ` over ${lab.broker}`}`,
    verdict: result.verdict,
    repeat: repeatCommand(plan, plan.runtime),
    faults: result.faults.map(({ name, target, effective, why }) => (
      { name, target, effective, why }
    )),
  };
}

function promisesOf(left: Result, right: Result): RunsCompared["promises"] {
  const verdictIn = ({ promises }: Result, name: string) => {
    const found = promises.find((one) => one.name === name);
    if (found === undefined) return null;
    return { verdict: found.verdict, why: plain(found.why) };
  };
  const names = [...left.promises, ...right.promises].map(({ name }) => name);
  return [...new Set(names)].map((name) => (
    { name, left: verdictIn(left, name), right: verdictIn(right, name) }
  ));
}

function countsOf(left: Result, right: Result): RunsCompared["counts"] {
  const names = Object.keys(left.counts) as (keyof Result["counts"])[];
  return names.map((name) => ({ name, left: left.counts[name], right: right.counts[name] }));
}

/** Figures that neither run has are left out. */
async function figuresOf(left: OldRun, right: OldRun): Promise<RunsCompared["figures"]> {
  const [a, b] = [await measuredIn(left), await measuredIn(right)];
  return figures.map(({ name, of }) => ({ name, left: of(a), right: of(b) }))
    .filter(({ left, right }) => left !== null || right !== null);
}

async function measuredIn({ result, runDir }: OldRun): Promise<Measured> {
  const measured = { result, throughput: null, byDates: result.businessDays !== null };
  if (!measured.byDates) return { ...measured, businessHours: null };
  try {
    const facts = await readHistory(runDir);
    return { ...measured, businessHours: businessHours(facts, await businessTimes(runDir, facts)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...measured, businessHours: null };
  }
}

type Difference = Pick<RunsCompared, "differ" | "operation" | "noOperation">;

async function differenceOf(left: OldRun, right: OldRun): Promise<Difference> {
  try {
    return await firstIn(await tracedOf(left), await tracedOf(right));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { differ: 0, operation: null, noOperation: error.message };
  }
}

type Traced = Awaited<ReturnType<typeof tracedOf>>;

async function tracedOf({ runDir, result, lab }: OldRun) {
  const facts = await readHistory(runDir);
  const wrong = Object.entries(anomalyWords).map((
    [name, word],
  ): [string, readonly number[]] => [
    word,
    result.anomalies[name as keyof Result["anomalies"]].ops,
  ]);
  return { runDir, lab, facts, paths: pathsOf(new Evidence(facts, lab.hops), new Map(wrong)) };
}

async function firstIn(left: Traced, right: Traced): Promise<Difference> {
  const isOneStyle = titleOf(left.lab) === titleOf(right.lab);
  const others = othersIn(byCommit(left.facts), [left.paths, right.paths], isOneStyle);
  if (others.length === 0) {
    return { differ: 0, operation: null, noOperation: "Each operation has one path in both runs" };
  }
  const [op] = others;
  return {
    differ: others.length,
    operation: {
      op,
      paths: { left: pathText(left.paths.get(op)!), right: pathText(right.paths.get(op)!) },
      lanes: await lanesOf([left, right], op),
    },
    noOperation: null,
  };
}
