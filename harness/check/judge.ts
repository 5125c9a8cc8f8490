/** The verdict on a history: a pure function of its facts and of the claims. */
import type { Facts, FaultFact } from "../history/read.ts";
import type { Hop } from "../contract/hop.ts";
import type { Claim } from "../contract/lab.ts";
import { type BusinessDays, businessDaysOf } from "./business_days.ts";
import { type Callers, callersOf } from "./callers.ts";
import type { Checker, Finding } from "./checker.ts";
import { speaksOf } from "./covers.ts";
import { type Counts, countsOf, type TargetCount, targetsOf } from "./counts.ts";
import { type Doubt, doubtsOf, type NotOneRun, notOneRun } from "./doubts.ts";
import { type AnomalyName, anomalyNames, Evidence, type Tally } from "./evidence.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { isHonestEnd, type JudgedHalt, judgeHalts } from "./halts.ts";
import { callerLatency, endToEndLatency, type Latency, outageMs, recoveryMs } from "./latency.ts";
import { checkers } from "./mod.ts";
import { type Watched, watchedOf } from "./monitors.ts";
import { noCorruption } from "./no-corruption.ts";
import { noDuplicate } from "./no-duplicate.ts";
import { observations } from "./observations.ts";
import { orderPerKey } from "./order-per-key.ts";
import type { Phrase } from "./phrase.ts";
import { type JudgedFault, judgeFault } from "./effectiveness.ts";
import { type Threatened, Threats } from "./threats.ts";

/** A result lists so many operations of an anomaly. */
const opsShown = 100;

export type Verdict = "kept" | "broken" | "unknown";
export type Standing = "none" | "observed" | "broken";

export interface PromiseVerdict {
  readonly name: string;
  readonly under: "any" | readonly string[];
  readonly except: readonly string[];
  readonly verdict: Verdict;
  /** The observation where the promise is kept or broken; else every reason why it is unknown. */
  readonly reasons: readonly Phrase[];
  /** The hazards that came; null where the history does not say whether any came. */
  readonly threatened: Threatened | null;
}

export interface Anomaly {
  readonly count: number;
  readonly standing: Standing;
  /** The first 100, by number. */
  readonly ops: readonly number[];
}

export interface NotApplicable {
  readonly claim: Claim;
  readonly fault: string;
  /** Whether an anomaly was seen that would break the promise if the claim covered the fault. */
  readonly seen: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** The promises that hold under the faults of this history. */
  readonly promises: readonly PromiseVerdict[];
  /** The claims that do not cover a fault of this history, each with that fault. */
  readonly notApplicable: readonly NotApplicable[];
  /** Whether everything came to rest; null where the history does not say. */
  readonly drained: boolean | null;
  /** Claims that cannot be judged because a role halted, as the variant allows. */
  readonly notJudged: readonly Claim[];
  readonly counts: Counts;
  readonly targets: readonly TargetCount[];
  readonly anomalies: Readonly<Record<AnomalyName, Anomaly>>;
  readonly faults: readonly JudgedFault[];
  readonly halts: readonly JudgedHalt[];
  readonly latencyMs: { readonly caller: Latency | null; readonly endToEnd: Latency | null };
  /** How many callers got no `ok`; planned rollbacks do not count. */
  readonly callers: Callers;
  readonly recoveryMs: number | null;
  readonly outageMs: number | null;
  /** Where the lost operations were seen last. */
  readonly lostAt: ReadonlyMap<string, number>;
  /** The reasons that make every promise undecidable. */
  readonly doubts: readonly Doubt[];
  /** Why the history does not come from one run: then no promise is judged. */
  readonly mixed: readonly NotOneRun[];
  /** Last lines that a crash cut off; they do not count as unreadable. */
  readonly torn: Facts["torn"];
  /** Events of roles that are not believed. */
  readonly unbelieved: Facts["unbelieved"];
  /** The parts of roles' files that cannot be read. */
  readonly unread: Facts["unread"];
  readonly traffic: Facts["traffic"];
  /** Why the drain counts as complete; null where it is not complete, or where all was simply quiet. */
  readonly quietBecause: string | null;
  /** Null where the history knows of no business day. */
  readonly businessDays: BusinessDays | null;
  readonly funnel: Funnel;
  /** Null where nobody watched. */
  readonly monitors: readonly Watched[] | null;
}

export interface JudgeOptions {
  /** The promises, and the faults under which they are made. */
  readonly claims: readonly Claim[];
  /** If fewer operations happened, every promise that is not broken is unknown. */
  readonly minimumOperations: number;
  /** See `Lab.hops`. @default those of a message */
  readonly hops?: readonly Hop[];
  /** See `Variant.haltsUnder`. @default none */
  readonly haltsUnder?: readonly string[];
  /** Only some operations are in the history: what is not there may be elsewhere. @default false */
  readonly isPart?: boolean;
}

/** @throws Error where a claim names a promise that no checker knows. */
export function judge(facts: Facts, options: JudgeOptions): Judgement {
  const { claims, minimumOperations, haltsUnder = [], hops, isPart = false } = options;
  const evidence = new Evidence(facts, hops);
  const faults = facts.faults.map((fault) => judgeFault(evidence, fault));
  const halts = judgeHalts(facts.halts, faults, haltsUnder);
  const doubts = doubtsOf(evidence, { faults, halts, haltsUnder, minimumOperations, isPart });
  // A promise with an anomaly has a list in every result, even if nobody claims it. The others are
  // examined only if they are claimed.
  const listed = checkers.filter(({ anomaly }) => anomaly !== null);
  const findings = new Map(listed.map((checker) => [checker, checker.examine(evidence)]));
  const { applicable, notApplicable, notJudged } = sift(claims, facts, isHonestEnd(halts));
  const findingOn = (claim: Claim): Finding => {
    const checker = checkerOf(claim);
    return findings.get(checker) ?? checker.examine(evidence, claim);
  };
  const threats = new Threats(evidence, faults);
  const promises = applicable.map((claim): PromiseVerdict => ({
    ...promiseVerdict(claim, findingOn(claim), doubts, mayBeBroken(claim, facts, isPart)),
    threatened: threats.on(checkerOf(claim)),
  }));
  return {
    verdict: worst(promises),
    promises,
    notApplicable: notApplicable.map(({ claim, fault }) => ({
      claim,
      fault,
      seen: findingOn(claim).tally.count > 0,
    })),
    notJudged,
    drained: facts.drained?.complete ?? null,
    counts: countsOf(evidence),
    targets: targetsOf(evidence),
    anomalies: anomaliesOf(evidence, findings, promises),
    faults,
    halts,
    latencyMs: { caller: callerLatency(evidence), endToEnd: endToEndLatency(evidence) },
    callers: callersOf(evidence),
    recoveryMs: recoveryMs(evidence),
    outageMs: outageMs(evidence),
    lostAt: findingOf(findings, "lost")?.lastSeen ?? new Map(),
    doubts,
    mixed: facts.mixed.map(notOneRun),
    torn: facts.torn,
    unbelieved: facts.unbelieved,
    unread: facts.unread,
    traffic: facts.traffic,
    quietBecause: quietBecause(facts),
    businessDays: businessDaysOf(facts),
    funnel: funnelOf(evidence),
    monitors: watchedOf(facts),
  };
}

function quietBecause({ drained }: Facts): string | null {
  if (drained?.complete !== true) return null;
  return drained.why === "" || drained.why === "quiet" ? null : drained.why;
}

function sift(claims: readonly Claim[], facts: Facts, isHonestEnd: boolean) {
  const applicable: Claim[] = [];
  const notJudged: Claim[] = [];
  const notApplicable: { claim: Claim; fault: string }[] = [];
  for (const claim of claims) {
    const outside = facts.faults.find((fault) => !promisesUnder(claim, fault, facts.faults));
    const isJudged = !isHonestEnd || checkerOf(claim).judgedAfterHalt === true;
    if (outside !== undefined) notApplicable.push({ claim, fault: outside.name });
    else if (isJudged) applicable.push(claim);
    else notJudged.push(claim);
  }
  return { applicable, notApplicable, notJudged };
}

const promisesUnder = (claim: Claim, fault: FaultFact, all: readonly FaultFact[]): boolean =>
  // A fault without an end has an unknown length, so it never counts as longer than the limit.
  !(spanMs(fault, all) > (claim.outageMs ?? Infinity)) && speaksOf(claim, fault);

/** Faults with a shorter gap between them are one outage for the system under test. */
const joinGapMs = 2_000;

/** The length of the outage that this fault belongs to, in milliseconds. */
function spanMs({ beginMs, endMs }: FaultFact, all: readonly FaultFact[]): number {
  let [from, to] = [beginMs ?? NaN, endMs ?? NaN];
  for (let grew = true; grew;) {
    grew = false;
    for (const other of all) {
      const [begin, end] = [other.beginMs ?? NaN, other.endMs ?? NaN];
      if (!(begin <= to + joinGapMs && end >= from - joinGapMs)) continue;
      grew ||= begin < from || end > to;
      [from, to] = [Math.min(from, begin), Math.max(to, end)];
    }
  }
  return to - from;
}

function checkerOf({ name }: Claim): Checker {
  const checker = checkers.find((checker) => checker.name === name);
  if (checker === undefined) throw new Error(`no checker for the promise ${name}`);
  return checker;
}

/** The promises that the events of the operation, and of one more, show to be broken. */
const shownByParts: readonly string[] = [noDuplicate, orderPerKey, noCorruption].map(({ name }) =>
  name
);

/** Whether the history is one run, and no unreadable line can hide a fault outside the claim. */
const mayBeBroken = (
  { name, under, outageMs }: Claim,
  { mixed, unreadable }: Facts,
  isPart: boolean,
): boolean =>
  mixed.length === 0 && (!isPart || shownByParts.includes(name)) &&
  ((under === "any" && outageMs === undefined) || unreadable.count === 0);

function promiseVerdict(
  { name, under, except = [] }: Claim,
  { tally, seen, undecided }: Finding,
  doubts: readonly Doubt[],
  mayBeBroken: boolean,
): Omit<PromiseVerdict, "threatened"> {
  const made = { name, under, except };
  if (tally.count > 0 && mayBeBroken) return { ...made, verdict: "broken", reasons: [seen] };
  const reasons = [...doubts, ...undecided];
  if (reasons.length > 0) return { ...made, verdict: "unknown", reasons };
  return { ...made, verdict: "kept", reasons: [seen] };
}

function worst(promises: readonly PromiseVerdict[]): Verdict {
  if (promises.some(({ verdict }) => verdict === "broken")) return "broken";
  return promises.length > 0 && promises.every(({ verdict }) => verdict === "kept")
    ? "kept"
    : "unknown";
}

type Findings = ReadonlyMap<Checker, Finding>;

function findingOf(findings: Findings, anomaly: AnomalyName): Finding | undefined {
  for (const [checker, finding] of findings) if (checker.anomaly === anomaly) return finding;
}

function anomaliesOf(
  evidence: Evidence,
  findings: Findings,
  promises: readonly PromiseVerdict[],
): Record<AnomalyName, Anomaly> {
  const broken = new Set(
    checkers.filter(({ name }) =>
      promises.some((promise) => promise.name === name && promise.verdict === "broken")
    )
      .map(({ anomaly }) => anomaly),
  );
  const beside = observations(evidence);
  const entries = anomalyNames.map((name): [AnomalyName, Anomaly] => {
    const tally: Tally = beside.get(name) ?? findingOf(findings, name)!.tally;
    const standing = tally.count === 0 ? "none" : broken.has(name) ? "broken" : "observed";
    return [name, { count: tally.count, standing, ops: tally.ops.slice(0, opsShown) }];
  });
  return Object.fromEntries(entries) as Record<AnomalyName, Anomaly>;
}
