/** Whether a run threatened its promises: a promise that was kept without any hazard was not tested. */
import type { Hazard } from "../contract/hazard.ts";
import { fileMissing, impostor, keyUnderWay, rolledBack } from "../contract/hazards.ts";
import { ROLLS_BACK } from "../history/columns.ts";
import type { Checker } from "./checker.ts";
import type { JudgedFault } from "./effectiveness.ts";
import type { Evidence } from "./evidence.ts";
import { keysUnderWay } from "./keys_under_way.ts";
import { missingAtCheck } from "./on-time.ts";

/** One hazard, as one source saw it. */
export interface Threat {
  readonly name: string;
  readonly count: number;
  readonly source: string;
}

/** The hazards that threatened one promise. */
export interface Threatened {
  readonly count: number;
  /** By name, then by source. */
  readonly hazards: readonly Threat[];
}

/** A hazard that other events show: it needs no event of its own. */
interface Shown {
  readonly hazard: Hazard;
  readonly source: string;
  readonly count: (evidence: Evidence, faults: readonly JudgedFault[]) => number;
}

const shown: readonly Shown[] = [
  { hazard: keyUnderWay, source: "commits and effects", count: keysUnderWay },
  {
    hazard: rolledBack,
    source: "answers",
    count: (evidence) =>
      evidence.tally((slot) => evidence.has(slot, ROLLS_BACK) && evidence.isRefused(slot)).count,
  },
  { hazard: fileMissing, source: "business clock", count: missingAtCheck },
  {
    hazard: impostor,
    source: "impostor",
    count: (_, faults) =>
      faults.reduce((sum, { misled, touched }) => sum + (misled === null ? 0 : touched ?? 0), 0),
  },
];

/** The hazards of a history, found when the first promise asks for them. */
export class Threats {
  readonly #evidence: Evidence;
  readonly #faults: readonly JudgedFault[];
  readonly #counts = new Map<Shown, number>();

  constructor(evidence: Evidence, faults: readonly JudgedFault[]) {
    this.#evidence = evidence;
    this.#faults = faults;
  }

  /** Null where the history says of no hazard of this promise whether it came. */
  on({ threatenedBy, operations }: Checker): Threatened | null {
    if (threatenedBy === "operations") {
      const count = operations?.(this.#evidence) ?? 0;
      return {
        count,
        hazards: count === 0 ? [] : [{ name: "operation", count, source: "history" }],
      };
    }
    const { hazards, seenHazards } = this.#evidence.facts;
    const names = threatenedBy.map(({ name }) => name);
    const isOwn = ({ name }: { readonly name: string }) => names.includes(name);
    const events = hazards.filter(isOwn).map(({ name, count, source }) => ({
      name,
      count,
      source,
    }));
    const isSeen = names.some((name) => seenHazards?.includes(name));
    if (!isSeen && events.length === 0) return null;
    const others = shown.filter(({ hazard }) => isOwn(hazard) && seenHazards?.includes(hazard.name))
      .map((one) => ({ name: one.hazard.name, count: this.#countOf(one), source: one.source }));
    const all = [...events, ...others.filter(({ count }) => count > 0)].toSorted(byNameAndSource);
    return { count: all.reduce((sum, { count }) => sum + count, 0), hazards: all };
  }

  #countOf(one: Shown): number {
    const known = this.#counts.get(one) ?? one.count(this.#evidence, this.#faults);
    this.#counts.set(one, known);
    return known;
  }
}

const byNameAndSource = (a: Threat, b: Threat): number =>
  a.name === b.name ? (a.source < b.source ? -1 : 1) : a.name < b.name ? -1 : 1;
