/** The knee: the highest load that a style keeps up with. */
import { COMMITTED, DROPPED, INVOKED } from "../history/columns.ts";
import { arrivalOf } from "../history/arrival.ts";
import type { Facts } from "../history/facts.ts";
import { sortedPercentiles } from "../check/latency.ts";

/** The lowest rate that is tried, in logins a second, and the factor from one rate to the next. */
export const lowestRate = 100;
const factor = 1.25;
const highestRate = 50_000;
/** The first search climbs by so many rates at once, until one does not hold. */
const leap = 3;
/** How long each rate lasts. */
export const probeMs = 8_000;
/** The first part is left out: the roles are still getting warm. */
const warmMs = 2_000;
/** The load generator may be this late at p99; else its own load was another one. */
const mostLateMs = 50;
/** committed − applied may grow by this share of the rate. */
const mostGrowth = 0.01;

/** Why a rate did not hold, with the figure that shows it. */
export type Limit =
  | { readonly by: "dropped"; readonly dropped: number }
  | { readonly by: "late"; readonly lateP99Ms: number }
  | { readonly by: "backlog"; readonly growthPerSecond: number }
  /** The run ended without a result. */
  | { readonly by: "failure"; readonly why: string };

export interface Probe {
  readonly rate: number;
  readonly run: string;
  /** Null where the rate held. */
  readonly limit: Limit | null;
}

export interface Knee {
  /** Logins a second; null where not even the lowest rate held. */
  readonly rate: number | null;
  /** All rates that were tried, in this order. */
  readonly probes: readonly Probe[];
}

/** Whether the rate with this number holds; each is tried once. 0 is the lowest. */
type Holds = (step: number) => Promise<boolean>;

/**
 * The knee is the last rate that held before two in a row that did not. A rate far below another
 * one that held says nothing, so it is left out.
 *
 * @param near the knee of an earlier round; null where there is none
 */
export async function findKnee(
  near: number | null,
  probe: (rate: number) => Promise<Probe>,
): Promise<Knee> {
  const tried = new Map<number, Probe>();
  const holds: Holds = async (step) => {
    const found = tried.get(step) ?? await probe(rateAt(step));
    tried.set(step, found);
    return found.limit === null;
  };
  let from = near === null ? await leapUp(holds) : stepOf(near);
  while (from > 0 && !await holds(from)) from--;
  const held = await climb(from, holds);
  return { rate: held === null ? null : rateAt(held), probes: [...tried.values()] };
}

const rateAt = (step: number): number => Math.round(lowestRate * factor ** step);

const stepOf = (rate: number): number =>
  Math.max(0, Math.round(Math.log(rate / lowestRate) / Math.log(factor)));

const lastStep = Math.floor(Math.log(highestRate / lowestRate) / Math.log(factor));

/** The highest step that held; 0 where none did. */
async function leapUp(holds: Holds): Promise<number> {
  let step = 0;
  while (step <= lastStep && await holds(step)) step += leap;
  return Math.max(0, step - leap);
}

async function climb(from: number, holds: Holds): Promise<number | null> {
  let held: number | null = null;
  let failures = 0;
  for (let step = from; failures < 2 && step <= lastStep; step++) {
    if (!await holds(step)) failures++;
    else [held, failures] = [step, 0];
  }
  return held;
}

/** Null where the load of this history, which lasted `probeMs`, held. */
export function limitOf(facts: Facts, rate: number): Limit | null {
  const { operations } = facts;
  const slots = Array.from({ length: operations.count }, (_, slot) => slot);
  const has = (flag: number) => (slot: number) => (operations.flags[slot] & flag) !== 0;
  const beganMs = slots.reduce((least, slot) => Math.min(least, operations.start[slot]), Infinity);
  const isWarm = (slot: number) => operations.start[slot] >= beganMs + warmMs;
  const dropped = slots.filter(has(DROPPED)).length;
  if (dropped > 0) return { by: "dropped", dropped };
  const sent = slots.filter((slot) => has(INVOKED)(slot) && isWarm(slot));
  const lateP99Ms = sortedPercentiles(
    Float64Array.from(sent, (slot) => operations.late[slot]).sort(),
  ).p99;
  if (lateP99Ms === null || lateP99Ms > mostLateMs) {
    return { by: "late", lateP99Ms: lateP99Ms ?? 0 };
  }
  const committed = slots.filter(has(COMMITTED)).map((slot) => operations.commitAt[slot]);
  const applied = slots.map(arrivalOf(facts));
  const span = { fromMs: beganMs + warmMs, toMs: beganMs + probeMs };
  const growthPerSecond = slopeOf(waiting(committed, applied, span));
  return growthPerSecond > rate * mostGrowth ? { by: "backlog", growthPerSecond } : null;
}

interface Point {
  readonly seconds: number;
  readonly count: number;
}

const stepMs = 100;

/** committed − applied, ten times a second. */
function waiting(
  committed: readonly number[],
  applied: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Point[] {
  const before = (times: readonly number[], ms: number) => times.filter((at) => at <= ms).length;
  const points: Point[] = [];
  for (let ms = fromMs; ms <= toMs; ms += stepMs) {
    points.push({ seconds: ms / 1_000, count: before(committed, ms) - before(applied, ms) });
  }
  return points;
}

/** The slope of the straight line that is nearest by least squares, for each second. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(({ seconds }) => seconds), mean(({ count }) => count)];
  const above = points.reduce((sum, { seconds, count }) => sum + (seconds - x) * (count - y), 0);
  const below = points.reduce((sum, { seconds }) => sum + (seconds - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
