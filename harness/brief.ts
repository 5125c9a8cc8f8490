/**
 * `--brief`: the shortest run that still tests something. Each fault lasts as long as its verb needs
 * at least, begins within the load, and finds operations under way when it ends.
 */
import type { Fault } from "./lab.ts";

/** Planned operations a second. */
export const briefRate = 100;
/** A drawn duration of a fault is its least one times a number between these. */
export const briefSpread = [1, 1.3] as const;

const shortestMs = 1_200;
/** Of the load, before and after a fault together. */
const besideMs = 900;
/** A server is away until it has started again: logins that need it are committed after that. */
const startMs = 800;

/** How long the load lasts, in milliseconds. */
export function briefDurationMs(faults: readonly Pick<Fault, "leastMs" | "scope">[]): number {
  const needed = faults.map(({ leastMs, scope }) =>
    leastMs * briefSpread[1] + besideMs + (scope === "server" ? startMs : 0)
  );
  return Math.max(shortestMs, ...needed);
}
