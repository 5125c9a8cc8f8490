/** Compares a result with an earlier one: the cases that are worse, better, new or gone. */
import { wrongUsage } from "../errors.ts";
import { judgedOf, notRun, type Standing } from "./outcome.ts";
import { type Case, type CaseResult, type CheckResult, standingOf } from "./result.ts";

/** The same case, before and now. */
export interface Change {
  readonly before: CaseResult;
  readonly after: CaseResult;
}

export interface Comparison {
  /**
   * Cases that were right and are not any more, cases that were undecided and are wrong now, and
   * cases with a larger share of wrong or undecided seeds than before.
   */
  readonly worse: readonly Change[];
  readonly better: readonly Change[];
  /** Cases that are not in the baseline. */
  readonly fresh: readonly CaseResult[];
  /** Cases that are only in the baseline. Empty where the result has only a part of its cases. */
  readonly gone: readonly CaseResult[];
}

/** How bad a standing is. */
const badness: Readonly<Record<Standing, number>> = { right: 0, unknown: 1, wrong: 2 };

function badnessOf(one: CaseResult): number {
  const standing = standingOf(one);
  return standing === "tried" ? 0 : badness[standing];
}

/** Identifies a case without its seed: another seed is another try of the same case. */
const keyOf = ({ lab, variant, broker, chaos }: Case): string =>
  JSON.stringify([lab, variant, broker, chaos]);

/** All seeds of one case. */
interface Tries {
  /** The try with the worst outcome. */
  readonly worst: CaseResult;
  /** Shares of all tries, from 0 to 1. */
  readonly wrong: number;
  readonly notRight: number;
}

function triesOfEach(cases: readonly CaseResult[]): ReadonlyMap<string, Tries> {
  return new Map([...Map.groupBy(cases, keyOf)].map(([key, tries]) => {
    const worst = tries.reduce((worst, one) => badnessOf(one) > badnessOf(worst) ? one : worst);
    const share = (least: number) =>
      tries.filter((one) => badnessOf(one) >= least).length / tries.length;
    return [key, { worst, wrong: share(badness.wrong), notRight: share(badness.unknown) }];
  }));
}

/**
 * Above 0 where the case became worse. Compares the worst try first, then the share of wrong tries,
 * then the share of tries that are not right.
 */
const riseOf = (then: Tries, now: Tries): number =>
  badnessOf(now.worst) - badnessOf(then.worst) || now.wrong - then.wrong ||
  now.notRight - then.notRight;

/** Compares all seeds of each case at once. Each list keeps the order of its result. */
export function compare(baseline: CheckResult, result: CheckResult): Comparison {
  const before = triesOfEach(judgedOf(baseline.cases));
  const after = triesOfEach(judgedOf(result.cases));
  const changes = [...after].flatMap(([key, now]) => {
    const then = before.get(key);
    if (then === undefined) return [];
    return [{ change: { before: then.worst, after: now.worst }, rise: riseOf(then, now) }];
  });
  const those = (rises: (rise: number) => boolean) =>
    changes.filter(({ rise }) => rises(rise)).map(({ change }) => change);
  return {
    worse: those((rise) => rise > 0),
    better: those((rise) => rise < 0),
    fresh: [...after].flatMap(([key, { worst }]) => before.has(key) ? [] : [worst]),
    gone: isPart(baseline, result)
      ? []
      : [...before].flatMap(([key, { worst }]) => after.has(key) ? [] : [worst]),
  };
}

/** Cases that are missing from a shard, or from an interrupted check, are not gone. */
const isPart = (baseline: CheckResult, result: CheckResult): boolean =>
  notRun(result) > 0 || (result.shard !== null && result.shard !== baseline.shard);

/** True where a comparison has at least one entry. */
export const hasChanged = ({ worse, better, fresh, gone }: Comparison): boolean =>
  [worse, better, fresh, gone].some((list) => list.length > 0);

/**
 * Checks that the baseline has at least one case of this check. Called before the first case runs.
 *
 * @param cases the whole list of cases, also for a shard
 * @throws Refusal (64) where the baseline has none of them
 */
export function mustShareCases(path: string, baseline: CheckResult, cases: readonly Case[]): void {
  const known = new Set(baseline.cases.map(keyOf));
  if (cases.some((one) => known.has(keyOf(one)))) return;
  throw wrongUsage(
    `The baseline '${path}' has no case in common with this check (it has ${
      labsOf(baseline.cases)
    }` +
      `, this is ${labsOf(cases)}); name a result of the same labs`,
  );
}

function labsOf(cases: readonly Case[]): string {
  const labs = [...new Set(cases.map(({ lab }) => lab))];
  return labs.length === 0 ? "no case" : labs.join(", ");
}
