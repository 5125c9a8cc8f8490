/** Rows are encoded a few at a time: what was encoded is in memory twice, as texts and as bytes. */
import type { FeedRow } from "../row.ts";

const rowsAtOnce = 200;

export async function* smallPages(
  pages: AsyncIterable<readonly FeedRow[]>,
): AsyncGenerator<readonly FeedRow[]> {
  for await (const page of pages) {
    for (let at = 0; at < page.length; at += rowsAtOnce) yield page.slice(at, at + rowsAtOnce);
  }
}
