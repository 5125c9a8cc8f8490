import { countIn, dateIn, wordIn } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { type Line, Unreadable } from "../slow_line.ts";

const sides = ["query", "target"] as const;

export interface Totals {
  /** Null where nobody knows when the rows were read. */
  at: number | null;
  kind: "totals";
  /** The business day: 2026-03-29. */
  date: string;
  side: (typeof sides)[number];
  /** How many rows. */
  count: number;
  /** The sum of their values, and the XOR of the numbers of their operations: whole numbers as text. */
  sum: string;
  xor: string;
  /** Of the target: how many rows more it refused, and kept aside with the reason. */
  rejected?: number;
}

export const totals: ControlKind = {
  name: "totals",
  writer: "databases",
  summary:
    "The audit counted the rows of a business day: as the source's query found them, or as the target has them. Several of one day and side add up.",
  fields: {
    date: "the business day: 2026-03-29",
    side: "query: rows that the source's queries took; target: rows that were loaded",
    count: "how many rows",
    sum: "the sum of their values: a whole number of up to 64 digits, as text",
    xor: "the XOR of the numbers of their operations, in the same form",
    rejected: "of the target: how many rows more it refused, and kept aside with the reason",
  },
  optional: ["rejected"],
  fold({ totals }, line) {
    const [date, side] = [dateIn(line, "date"), wordIn(line, "side", sides)];
    const [sum, xor] = [wholeIn(line, "sum"), wholeIn(line, "xor")];
    const count = countIn(line, "count");
    const hasRejected = (line.rejected ?? null) !== null;
    if (hasRejected && side === "query") {
      throw new Unreadable("is a totals of a query with rejected: only a target can reject a row");
    }
    const rejected = hasRejected ? countIn(line, "rejected") : 0;
    const day = totals.get(date) ?? { date, query: null, target: null };
    const before = day[side] ?? { count: 0, sum: 0n, xor: 0n, rejected: 0 };
    totals.set(date, {
      ...day,
      [side]: {
        count: added(before.count, count),
        sum: before.sum + sum,
        xor: before.xor ^ xor,
        rejected: added(before.rejected, rejected),
      },
    });
  },
};

function added(before: number, count: number): number {
  if (Number.isSafeInteger(before + count)) return before + count;
  throw new Unreadable(`is a totals that counts more than ${Number.MAX_SAFE_INTEGER} rows`);
}

/** A double would round it, so it is written as text. */
function wholeIn(line: Line, field: string): bigint {
  const text = line[field];
  if (typeof text === "string" && /^-?\d{1,64}$/.test(text)) return BigInt(text);
  throw new Unreadable(`is a totals that has no whole number in quotes as its ${field}`);
}
