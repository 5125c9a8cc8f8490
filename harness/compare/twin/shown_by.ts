/** What shows a twin's mistake: operations, or a sample past the limit of the promise. */
import type { Claim } from "../../contract/lab.ts";
import type { AnomalyName, Evidence } from "../../check/evidence.ts";
import { checkers } from "../../check/mod.ts";
import type { Facts } from "../../history/facts.ts";
import type { Sample } from "../../history/samples.ts";
import { byCommit } from "../paths/order.ts";
import { anomalyWords } from "../paths/path.ts";

/** The operations with the anomaly, in the order of their commits, and a word for it. */
export interface Shown {
  readonly word: string;
  /** Null where no list of anomalies shows the promise. */
  readonly anomaly: AnomalyName | null;
  readonly ops: readonly number[];
}

/**
 * The operations that break the promise: the first 100 by number, in the order of their commits. Where
 * waiting work stands still, they are those that wait. None where the promise is about no operation.
 */
export function operationsThatBreak(evidence: Evidence, claim: Claim): Shown {
  const { facts } = evidence;
  const checker = checkers.find(({ name }) => name === claim.name)!;
  if (checker.name === "progresses") {
    const ops = byCommit(facts, evidence.pending.ops);
    return { word: anomalyWords.pending!, anomaly: "pending", ops };
  }
  const { tally } = checker.examine(evidence, claim);
  const { anomaly } = checker;
  const word = (anomaly === null ? undefined : anomalyWords[anomaly]) ?? `breaks ${claim.name}`;
  return { word, anomaly, ops: byCommit(facts, tally.ops) };
}

/** The first sample past a limit. Values and limits are in the unit of the promise. */
export interface PastLimit {
  /** What was sampled: `memory of login`. */
  readonly what: string;
  readonly atMs: number;
  readonly value: number;
}

/** The first sample of a process that is more than the limit above its lowest before. */
export function firstGrowth(samples: readonly Sample[], limitBytes: number): PastLimit | null {
  const lowest = new Map<string, number>();
  for (const { atMs, of, bytes } of samples) {
    const least = Math.min(lowest.get(of) ?? Infinity, bytes);
    lowest.set(of, least);
    if (bytes - least > limitBytes) return { what: `growth of ${of}`, atMs, value: bytes - least };
  }
  return null;
}

/** The first sample above the limit. */
export function firstAbove(samples: readonly Sample[], limitBytes: number): PastLimit | null {
  const found = samples.find(({ bytes }) => bytes > limitBytes);
  return found === undefined
    ? null
    : { what: `log kept for ${found.of}`, atMs: found.atMs, value: found.bytes };
}

/** When waiting work had stood still for longer than the limit. */
export function firstStandstill({ standstill }: Pick<Facts, "standstill">, limitMs: number) {
  if (standstill === null || standstill.toMs - standstill.fromMs <= limitMs) return null;
  const { fromMs, toMs, backlog } = standstill;
  return {
    what: `${backlog} waiting, nothing moved`,
    atMs: fromMs + limitMs,
    value: toMs - fromMs,
  };
}
