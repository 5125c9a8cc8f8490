/** The path of an operation: what became of it, without times and attempts. */
import { type AnomalyName, Evidence } from "../../check/evidence.ts";
import { COMMITTED, SET_ASIDE } from "../../history/columns.ts";
import { many } from "../../report/words/amounts.ts";

export interface Path {
  /** The strongest answer of its caller; `none` where the load did not send it. */
  readonly outcome: "ok" | "refused" | "unknown" | "none";
  readonly isCommitted: boolean;
  /** The name of the last station that saw it. */
  readonly lastHop: string;
  /** The number of its effects, by target, in the order of the names. */
  readonly effects: readonly (readonly [target: string, count: number])[];
  readonly isAside: boolean;
  /** What is wrong with it: `lost`, `out of order`; empty where nothing is. */
  readonly wrong: readonly string[];
}

/** The paths of the operations of one run, by number. */
export type Paths = ReadonlyMap<number, Path>;

/** @param wrong by its word, the operations with which this is wrong */
export function pathsOf(
  evidence: Evidence,
  wrong: ReadonlyMap<string, readonly number[]>,
): Map<number, Path> {
  const paths = new Map<number, Path>();
  const words = [...wrong].map(([word, ops]) => ({ word, ops: new Set(ops) }));
  const { operations: { op }, targets } = evidence.facts;
  evidence.each((slot) => {
    const number = op.get(slot);
    paths.set(number, {
      outcome: outcomeOf(evidence, slot),
      isCommitted: evidence.has(slot, COMMITTED),
      lastHop: evidence.lastHop(slot),
      effects: targets.map(({ name, count }) => [name, count[slot]] as const)
        .toSorted(([a], [b]) => a < b ? -1 : 1),
      isAside: evidence.has(slot, SET_ASIDE),
      wrong: words.filter(({ ops }) => ops.has(number)).map(({ word }) => word),
    });
  });
  return paths;
}

function outcomeOf(evidence: Evidence, slot: number): Path["outcome"] {
  if (evidence.isAcknowledged(slot)) return "ok";
  if (evidence.isRefused(slot)) return "refused";
  return evidence.isUncertain(slot) ? "unknown" : "none";
}

/** @param isOneStyle false where the stations and targets of the two have names of their own */
export function isSame(a: Path, b: Path, isOneStyle = true): boolean {
  const own = ({ outcome, isCommitted, isAside, wrong }: Path) => ({
    ...{ outcome, isCommitted, isAside, wrong },
  });
  if (JSON.stringify(own(a)) !== JSON.stringify(own(b))) return false;
  if (!isOneStyle) return true;
  return a.lastHop === b.lastHop && JSON.stringify(a.effects) === JSON.stringify(b.effects);
}

const outcomes: Readonly<Record<Path["outcome"], string>> = {
  ok: "its caller got ok",
  refused: "its caller was refused",
  unknown: "its caller got no answer",
  none: "it was not sent",
};

/** `its caller got ok; committed; last seen at relay; no effect in points; lost`. */
export function pathText({ outcome, isCommitted, lastHop, effects, isAside, wrong }: Path): string {
  return [
    outcomes[outcome],
    isCommitted ? "committed" : "not committed",
    `last seen at ${lastHop}`,
    ...effects.map(([target, count]) =>
      count === 0 ? `no effect in ${target}` : `${many(count, "effect")} in ${target}`
    ),
    ...(isAside ? ["set aside"] : []),
    ...wrong,
  ].join("; ");
}

/** The words for anomalies that belong to an operation. */
export const anomalyWords: Readonly<Partial<Record<AnomalyName, string>>> = {
  lost: "lost",
  duplicate: "applied more than once",
  phantom: "applied, and never happened",
  outOfOrder: "applied too late",
  corrupted: "corrupted",
  pending: "still waits",
};
