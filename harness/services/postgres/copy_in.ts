/** Rows that a client sends to PostgreSQL in bulk. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from } from "pg-copy-streams";

/** See `Transaction.copyIn`. */
export async function copyIn(
  client: Pick<pg.PoolClient, "query">,
  statement: string,
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  await pipeline(Readable.from(chunks, { objectMode: false }), client.query(from(statement)));
}
