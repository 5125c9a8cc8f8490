/**
 * `--brief`: the shortest run that still tests something. Each fault lasts only as long as its verb
 * needs. It begins during the load, and ends while operations are in progress.
 */
import type { Fault } from "../contract/lab.ts";

/** Planned operations a second. */
export const briefRate = 100;
/** A drawn duration of a fault is its least duration times a number between these. */
export const briefSpread = [1, 1.3] as const;

const shortestMs = 1_200;
/** Load before and after a fault, together. */
const besideMs = 900;
/**
 * A server, or the role that takes the logins, is away until it has started again: logins commit only
 * after that.
 */
const startMs = 800;

/** A process of a role is away until it has started again. */
const startOfRoleMs = 300;

type Length = Pick<Fault, "leastMs" | "scope" | "target" | "makes">;

/**
 * How long the load lasts, in milliseconds. A fault that strikes twice is in `faults` twice:
 * strikes on the same target take turns.
 *
 * @param entry the role that takes the logins
 */
export function briefDurationMs(faults: readonly Length[], entry: string): number {
  const needed = new Map<string, number>();
  for (const fault of faults) {
    const before = needed.get(fault.target);
    const turnMs = before === undefined ? 0 : before + startOfRoleMs;
    needed.set(fault.target, turnMs + fault.leastMs * briefSpread[1] + awayMs(fault, entry));
  }
  return Math.max(shortestMs, ...[...needed.values()].map((ms) => ms + besideMs));
}

const awayMs = ({ scope, target, makes }: Length, entry: string): number =>
  scope === "server" || (target === entry && makes === "away") ? startMs : 0;
