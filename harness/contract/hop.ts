/** The stations that an operation passes, in order: where it was seen last, it was lost behind. */

/** What shows that an operation was at a station: events of the audit, and what roles say they sent and got. */
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
  /** Any of these. Empty of the first one: every operation was there. */
  readonly seenBy: readonly Sighting[];
}

/** Of a history of which nobody says whose it is: that of a message. */
export const usualHops: readonly Hop[] = [
  { name: "source", seenBy: [] },
  { name: "relay", seenBy: ["sent", "marked"] },
  { name: "broker", seenBy: ["stored"] },
  { name: "consumer", seenBy: ["delivered", "rejected"] },
  { name: "target", seenBy: ["applied"] },
];
