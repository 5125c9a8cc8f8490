/** The stations that an operation passes, in order. A lost operation was lost behind the last station that saw it. */

/**
 * The evidence that an operation was at a station: events of the audit, and the messages that roles
 * report as sent and received.
 */
export type Sighting =
  | "committed"
  | "sent"
  | "marked"
  | "stored"
  | "delivered"
  | "rejected"
  | "applied";

export interface Hop {
  /** `source`, `relay`, `broker`; a table, a file, a log, a decision. */
  readonly name: string;
  /** Any of these is enough. Empty for the first station: every operation was there. */
  readonly seenBy: readonly Sighting[];
}

/** The stations of a message; used for a history that names no lab. */
export const usualHops: readonly Hop[] = [
  { name: "source", seenBy: [] },
  { name: "relay", seenBy: ["sent", "marked"] },
  { name: "broker", seenBy: ["stored"] },
  { name: "consumer", seenBy: ["delivered", "rejected"] },
  { name: "target", seenBy: ["applied"] },
];
