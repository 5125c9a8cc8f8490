/**
 * Whether a full matrix threatened what its variants promise: a promise that was kept in every case
 * although none of its hazards came was not tested.
 */
import { editionsOf, type Lab, titleOf } from "../contract/lab.ts";
import type { CaseResult, CheckResult, Evidence, Gap, Pair } from "./result.ts";
import { nameOf } from "./result.ts";

/** A pair that nothing threatens, and why that cannot be otherwise: one clause. */
export interface Excuse extends Pair {
  readonly reason: string;
}

/** `outbox/status over kafka: no-loss`. */
export const nameOfPair = ({ lab, variant, broker, promise }: Pair): string =>
  `${lab}/${variant}${broker === null ? "" : ` over ${broker}`}: ${promise}`;

/** What a full matrix is judged by, beside its result. */
export interface Expected {
  /** The pairs that nothing needs to threaten. */
  readonly excuses: readonly Excuse[];
  /** The labs whose failpoints must be passed. @default none */
  readonly labs?: readonly Lab[];
}

/** The result with its evidence, where all cases of the full matrix of its variants ran. */
export function withEvidence(result: CheckResult, expected: Expected): CheckResult {
  return isWhole(result) ? { ...result, evidence: evidenceOf(result, expected) } : result;
}

/** Whether the result has every case of the full matrix of each of its variants. */
function isWhole({ matrix, shard, planned, cases, request = {} }: CheckResult): boolean {
  return matrix === "full" && shard === null && request.faults === undefined &&
    planned === cases.length;
}

function evidenceOf(
  { cases, request = {} }: CheckResult,
  { excuses, labs = [] }: Expected,
): Evidence {
  const sound = cases.filter(({ expected, breaks }) => expected === "kept" && breaks === null);
  const pairs = pairsIn(sound);
  const gaps = pairs.filter(({ threatened }) => threatened === 0).map((pair): Gap => {
    const { lab, variant, broker, promise, seen } = pair;
    const excuse = excuses.find((one) => nameOfPair(one) === nameOfPair(pair));
    return { lab, variant, broker, promise, isSeen: seen > 0, reason: excuse?.reason ?? null };
  });
  const reached = pairs.filter(({ threatened }) => threatened > 0).map(nameOfPair);
  return {
    pairs,
    gaps,
    needless: excuses.map(nameOfPair).filter((name) => reached.includes(name)),
    missed: missedIn(cases),
    unpassed: labs.flatMap(editionsOf).flatMap((edition) => unpassedIn(edition, cases)),
    // Nobody expects a foreign program to pass our failpoints.
    isJudged: request.role === undefined,
  };
}

/** Each pair, with the number of cases in which it was judged, seen and threatened. */
function pairsIn(cases: readonly CaseResult[]): Evidence["pairs"] {
  const pairs = new Map<string, Evidence["pairs"][number]>();
  for (const { lab, variant, broker, attempts } of cases) {
    const counts = attempts.filter(({ verdict }) => verdict !== "unknown")
      .map(({ threatened = {} }) => threatened);
    for (const promise of new Set(counts.flatMap((one) => Object.keys(one)))) {
      const of = counts.map((one) => one[promise] ?? null).filter((count) => count !== null);
      const pair = { lab, variant, broker, promise };
      const before = pairs.get(nameOfPair(pair));
      pairs.set(nameOfPair(pair), {
        ...pair,
        cases: (before?.cases ?? 0) + 1,
        seen: (before?.seen ?? 0) + (of.length > 0 ? 1 : 0),
        threatened: (before?.threatened ?? 0) + (of.some((count) => count > 0) ? 1 : 0),
      });
    }
  }
  return [...pairs].sort(([a], [b]) => a < b ? -1 : 1).map(([, pair]) => pair);
}

/** The failpoints of worst cases that struck in no run of their case. */
function missedIn(cases: readonly CaseResult[]): Evidence["missed"] {
  return cases.flatMap((one) => {
    const [first = [], ...others] = one.attempts.map(({ missed = [] }) => missed);
    const always = first.filter((point) => others.every((points) => points.includes(point)));
    return always.map((point) => ({ case: nameOf(one), point }));
  });
}

/** The failpoints that no run passed, of a lab whose variants all ran. */
function unpassedIn(lab: Lab, cases: readonly CaseResult[]): string[] {
  const own = cases.filter((one) => one.lab === lab.name && one.broker === (lab.broker ?? null));
  const areAll = Object.keys(lab.variants).every((name) =>
    own.some(({ variant }) => variant === name)
  );
  if (!areAll) return [];
  const passed = new Set(
    own.flatMap(({ attempts }) => attempts.flatMap(({ passed = [] }) => passed)),
  );
  return Object.entries(lab.failpoints)
    .flatMap(([role, points]) => points.map((point) => `${role}:${point}`))
    .filter((point) => !passed.has(point)).map((point) => `${titleOf(lab)}: ${point}`);
}

/** Why the check is not right although each of its cases is: one clause each. */
export function troublesIn({ evidence }: CheckResult): string[] {
  if (evidence === undefined || !evidence.isJudged) return [];
  return [
    ...evidence.gaps.filter(({ reason }) => reason === null).map(wordsOfGap),
    ...evidence.needless.map((pair) => `${pair} was threatened: it needs no reason any more`),
    ...evidence.missed.map(({ case: name, point }) => `${name}: ${point} never struck`),
    ...evidence.unpassed.map((point) => `${point} was never passed`),
  ];
}

/** `outbox/status over kafka: no-loss was never threatened`. */
export const wordsOfGap = (gap: Gap): string =>
  `${nameOfPair(gap)} ${gap.isSeen ? "was never threatened" : "cannot be seen to be threatened"}`;
