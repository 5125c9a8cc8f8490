import { orNull, textIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { numberIn, Unreadable } from "../slow_line.ts";

export interface Retention {
  at: number;
  kind: "retention";
  /** The reader: a replication slot. */
  slot: string;
  bytes: number;
  /** Where the reader has confirmed to be, as a place of the log. */
  place?: string;
}

export const retention: ControlKind = {
  name: "retention",
  writer: "harness",
  summary: "How much of its log a database keeps for a reader, several times a second.",
  fields: {
    slot: "the reader: a replication slot",
    bytes: "bytes of log that are kept for it",
    place: "how far it has confirmed, as a place of the log; no verdict uses it",
  },
  optional: ["place"],
  fold({ retention }, line) {
    const [slot, bytes] = [textIn(line, "slot"), numberIn(line, "bytes")];
    if (slot === "" || !(bytes >= 0)) {
      throw new Unreadable(
        "is a retention event: it must have a slot, and a number from 0 as its bytes",
      );
    }
    const atMs = orNull(numberIn(line, "at"));
    const before = retention.get(slot);
    const highest = before === undefined || bytes > before.highestBytes
      ? { highestBytes: bytes, atMs }
      : bytes < before.highestBytes
      ? before
      : { highestBytes: bytes, atMs: earlier(before.atMs, atMs) };
    const { highestBytes } = highest;
    retention.set(slot, {
      slot,
      samples: (before?.samples ?? 0) + 1,
      highestBytes,
      atMs: highest.atMs,
    });
  },
};

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? a ?? b : Math.min(a, b);
