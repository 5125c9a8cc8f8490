/** The funnel of a history: at each hop every operation stopped earlier, stops here, or went on. */
import { SET_ASIDE } from "../history/columns.ts";
import type { Evidence } from "./evidence.ts";
import { OpRanges } from "./op_ranges.ts";

/** The end of an operation's way. */
export const fates = [
  "dropped",
  "refused",
  "unanswered",
  "unplanned",
  "lost",
  "waiting",
  "aside",
  "applied",
  "phantom",
  "unsettled",
] as const;
export type Fate = (typeof fates)[number];

/**
 * Facts beside the fate. `unplanned`: the load did not plan it. `set-aside`: it was set aside at some
 * time. `again`: a target has more than one effect of it. `false-effect`: it is missing at the source,
 * and a target has an effect of it all the same.
 */
export const markNames = ["unplanned", "set-aside", "again", "false-effect"] as const;
export type MarkName = (typeof markNames)[number];

/** A set of marks is a number with one bit for each. */
const bits = Object.fromEntries(markNames.map((name, index) => [name, 1 << index])) as Readonly<
  Record<MarkName, number>
>;

/** The operations with the same fate, and the same facts beside it. */
export interface Bin {
  readonly fate: Fate;
  readonly marks: readonly MarkName[];
  readonly count: number;
  /** How many effects they have after the first one in each target. */
  readonly furtherEffects: number;
  /** The first 1,000, by number: `1-40,43`. */
  readonly ops: string;
}

export interface FunnelHop {
  /** `callers`, then the hops of the lab. */
  readonly name: string;
  /** How many operations came here: those that went on from the hop before. */
  readonly came: number;
  /** The operations that stopped here. */
  readonly bins: readonly Bin[];
  readonly wentOn: number;
}

export interface Funnel {
  /** Every operation of the history: planned ones, and bins that are marked `unplanned`. */
  readonly operations: number;
  readonly hops: readonly FunnelHop[];
}

/** The first hop of every funnel: the load generator sends, and its callers get an outcome. */
const callers = 0;

export function funnelOf(evidence: Evidence): Funnel {
  const names = ["callers", ...evidence.hops.map(({ name }) => name)];
  const filled = names.map(() => new Map<number, OpenBin>());
  const indexOf = new Map(evidence.hops.map(({ name }, index) => [name, index + 1]));
  const { operations, targets } = evidence.facts;
  evidence.each((slot) => {
    const { fate, hop } = endOf(evidence, slot, (name) => indexOf.get(name)!);
    let further = 0;
    for (const { count } of targets) further += Math.max(0, count[slot] - 1);
    const id = fates.indexOf(fate) << markNames.length | marksOf(evidence, slot, fate, further);
    let bin = filled[hop].get(id);
    if (bin === undefined) filled[hop].set(id, bin = new OpenBin());
    bin.add(operations.op.get(slot), further);
  });
  let came = operations.count;
  const hops = names.map((name, index): FunnelHop => {
    const bins = [...filled[index]].sort(([a], [b]) => a - b).map(([id, bin]) => bin.closed(id));
    const stopped = bins.reduce((sum, { count }) => sum + count, 0);
    const hop = { name, came, bins, wentOn: came - stopped };
    came = hop.wentOn;
    return hop;
  });
  return { operations: operations.count, hops };
}

class OpenBin {
  #count = 0;
  #furtherEffects = 0;
  readonly #ops = new OpRanges();

  add(op: number, furtherEffects: number): void {
    this.#count++;
    this.#furtherEffects += furtherEffects;
    this.#ops.add(op);
  }

  closed(id: number): Bin {
    return {
      fate: fates[id >> markNames.length],
      marks: markNames.filter((name) => (id & bits[name]) !== 0),
      count: this.#count,
      furtherEffects: this.#furtherEffects,
      ops: this.#ops.toString(),
    };
  }
}

function marksOf(evidence: Evidence, slot: number, fate: Fate, furtherEffects: number): number {
  const isFalse = fate !== "phantom" && evidence.isPhantom(slot);
  return (evidence.isPlanned(slot) ? 0 : bits.unplanned) |
    (evidence.has(slot, SET_ASIDE) ? bits["set-aside"] : 0) |
    (furtherEffects > 0 ? bits.again : 0) |
    (isFalse ? bits["false-effect"] : 0);
}

interface End {
  readonly fate: Fate;
  /** Its index among the hops of the funnel. */
  readonly hop: number;
}

function endOf(evidence: Evidence, slot: number, indexOf: (hop: string) => number): End {
  const lastHop = () => indexOf(evidence.lastHop(slot));
  const target = evidence.hops.length;
  if (evidence.isMissing(slot)) {
    return { fate: evidence.isLost(slot) ? "lost" : "waiting", hop: lastHop() };
  }
  if (evidence.happened(slot)) {
    const isApplied = evidence.isAppliedEverywhere(slot);
    return isApplied ? { fate: "applied", hop: target } : { fate: "aside", hop: lastHop() };
  }
  if (evidence.isPhantom(slot)) return { fate: "phantom", hop: target };
  // Its caller does not know whether it happened, and nothing else can say so.
  if (evidence.isAppliedEverywhere(slot)) return { fate: "applied", hop: target };
  if (evidence.isApplied(slot)) return { fate: "unsettled", hop: target };
  return { fate: unsent(evidence, slot), hop: callers };
}

/** It did not happen, and it has no effect. */
function unsent(evidence: Evidence, slot: number): Fate {
  if (evidence.isDropped(slot)) return "dropped";
  if (evidence.isRefused(slot)) return "refused";
  return evidence.isPlanned(slot) ? "unanswered" : "unplanned";
}
