/** What a twin's run and the runs of its sound variant show together. */
import { Evidence } from "../../check/evidence.ts";
import type { Claim, Lab } from "../../contract/lab.ts";
import { caseOf } from "../../history/case.ts";
import { type Facts, readHistory } from "../../history/read.ts";
import { samplesOf } from "../../history/samples.ts";
import { claimsOf } from "../../plan/claims.ts";
import { explain } from "../../report/explain/explain.ts";
import { questionOf } from "../../report/explain/subject.ts";
import { mistakeWords } from "../../report/explain/words.ts";
import { lanesOf } from "../paths/lanes_of.ts";
import { markedByFaults } from "../paths/order.ts";
import { pathsOf, pathText } from "../paths/path.ts";
import { struckOps } from "../paths/struck.ts";
import { checkers } from "../../check/mod.ts";
import { type Choice, choose } from "./choice.ts";
import { didOf } from "./did.ts";
import {
  firstAbove,
  firstGrowth,
  firstStandstill,
  operationsThatBreak,
  type PastLimit,
} from "./shown_by.ts";
import type { TwinDiff } from "./result.ts";

/** A run with a result, and its folder. */
export interface Ran {
  readonly runDir: string;
}

type Difference = Pick<TwinDiff, "operation" | "noOperation" | "limit">;

/** The claim of the promise that the twin is made to break. */
export function brokenClaim(lab: Lab, twin: string): Claim {
  const { breaks } = lab.variants[twin];
  return claimsOf(lab, twin).find(({ name }) => name === breaks!.name)!;
}

/**
 * @param sound at least one run
 * @throws Refusal (66) where a run has no history
 */
export async function differenceOf(
  lab: Lab,
  claim: Claim,
  twin: Ran,
  sound: readonly Ran[],
): Promise<Difference> {
  const [own, ...others] = await Promise.all(
    [twin, ...sound].map((one) => traced(lab, claim, one)),
  );
  const limit = await limitOf(claim, own, others[0]);
  const choice = choiceOf(own, others);
  if (choice === null) return { operation: null, noOperation: whyNone(claim, own, limit), limit };
  const { op, struck } = choice;
  const explained = explain(await caseOf(own.runDir, op), questionOf(claim.name));
  const lanes = await lanesOf([own, others[0]], op);
  return {
    operation: {
      op,
      struck,
      word: own.shown.word,
      did: didOf(own.shown.anomaly, claim.name, others[0].paths.get(op)!),
      marked: { twin: own.marked.has(op), sound: others[0].marked.has(op) },
      paths: {
        twin: pathText(own.paths.get(op)!),
        sound: pathText(others[0].paths.get(op)!),
      },
      lanes,
      mistake: mistakeWords(explained?.mistake ?? null),
    },
    noOperation: null,
    limit,
  };
}

function choiceOf(own: Traced, others: readonly Traced[]): Choice | null {
  return choose({
    shown: own.shown.ops,
    struck: struckOps(own.facts),
    isAlike: (op) => others.every(({ marked }) => marked.has(op) === own.marked.has(op)),
    own: own.paths,
    others: others.map((one) => one.paths),
  });
}

type Traced = Awaited<ReturnType<typeof traced>>;

async function traced(lab: Lab, claim: Claim, { runDir }: Ran) {
  const facts = await readHistory(runDir);
  const evidence = new Evidence(facts, lab.hops);
  const shown = operationsThatBreak(evidence, claim);
  const paths = pathsOf(evidence, new Map([[shown.word, shown.ops]]));
  return { runDir, facts, shown, paths, marked: markedByFaults(facts) };
}

function whyNone({ name }: Claim, { shown }: Traced, limit: Difference["limit"]): string {
  if (shown.ops.length > 0) {
    return `the twin's run has operations for it (${shown.word}), and none of them has one path in ` +
      "both runs of the sound variant";
  }
  return limit === null
    ? `no operation alone breaks ${name} in the twin's run`
    : `${name} is about a limit, not about one operation`;
}

async function limitOf(claim: Claim, twin: Traced, sound: Traced): Promise<Difference["limit"]> {
  const unit = checkers.find(({ name }) => name === claim.name)?.limit;
  const find = claim.limit === undefined ? undefined : pastLimits[claim.name];
  if (unit === undefined || find === undefined) return null;
  const [own, other] = await Promise.all(
    [twin, sound].map(({ facts, runDir }) => find(facts, runDir, claim.limit!)),
  );
  return { unit, limit: claim.limit!, twin: own, sound: other };
}

type FindPastLimit = (facts: Facts, runDir: string, limit: number) => Promise<PastLimit | null>;

/** By promise. The limit of `bounded-wait` is shown by an operation. */
const pastLimits: Readonly<Record<string, FindPastLimit | undefined>> = {
  "bounded-memory": async (_, runDir, limit) =>
    firstGrowth(await samplesOf(runDir, "sample"), limit),
  "bounded-retention": async (_, runDir, limit) =>
    firstAbove(await samplesOf(runDir, "retention"), limit),
  "progresses": (facts, _, limit) => Promise.resolve(firstStandstill(facts, limit)),
};
