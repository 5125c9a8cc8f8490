/**
 * `--brief`: the shortest run that still tests something. Each fault lasts as long as its verb needs
 * at least, begins within the load, and finds operations under way when it ends.
 */
import type { Fault } from "../contract/lab.ts";

/** Planned operations a second. */
export const briefRate = 100;
/** A drawn duration of a fault is its least one times a number between these. */
export const briefSpread = [1, 1.3] as const;

const shortestMs = 1_200;
/** Of the load, before and after a fault together. */
const besideMs = 900;
/** A server is away until it has started again: logins that need it are committed after that. */
const startMs = 800;

/** The same of a process of a role. */
const startOfRoleMs = 300;

/**
 * How long the load lasts, in milliseconds. `faults` has one that strikes twice twice: those on the
 * same target take turns.
 */
export function briefDurationMs(
  faults: readonly Pick<Fault, "leastMs" | "scope" | "target">[],
): number {
  const needed = new Map<string, number>();
  for (const fault of faults) {
    const before = needed.get(fault.target);
    const turnMs = before === undefined ? 0 : before + startOfRoleMs;
    needed.set(fault.target, turnMs + fault.leastMs * briefSpread[1] + awayMs(fault));
  }
  return Math.max(shortestMs, ...[...needed.values()].map((ms) => ms + besideMs));
}

const awayMs = ({ scope }: Pick<Fault, "scope">): number => scope === "server" ? startMs : 0;
