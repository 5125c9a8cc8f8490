/** Rows for benches. */
import { notes } from "../operation.ts";
import type { FeedRow } from "../row.ts";

/** As the producer reads them from the database. */
const rowsAtOnce = 2_000;
const firstId = 9_007_199_254_740_993n;

/** The row of an operation of the load, without the clock and the server that would set its values. */
function rowOf(op: number): FeedRow {
  const hex = op.toString(16).padStart(12, "0");
  const seconds = new Date(Date.UTC(2026, 2, 28) + op * 250).toISOString().slice(0, 19);
  return {
    row_id: String(firstId + BigInt(op)),
    op: String(op),
    user: `user-${op % 50}`,
    seq: String(Math.floor(op / 50) + 1),
    note: notes[op % notes.length],
    points: String(op % 1_000 + 1),
    message_id: `0b54ad4e-52c6-4a0b-9b4f-${hex}`,
    business_at: `${seconds}.${String(op % 1_000_000).padStart(6, "0")}Z`,
  };
}

export async function* pagesOf(count: number): AsyncGenerator<readonly FeedRow[]> {
  // Made once: what is measured is the format, and not the making of rows.
  const page = Array.from({ length: rowsAtOnce }, (_, op) => rowOf(op));
  for (let at = 0; at < count; at += rowsAtOnce) yield page.slice(0, count - at);
}
