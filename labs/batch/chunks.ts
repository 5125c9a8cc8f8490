/** A part of a business day as the API takes it. */
import { z } from "zod";
import { columns } from "./row.ts";
import { feed, type Sending } from "./files.ts";

/** The receiver refuses a longer chunk. */
export const mostChunkRows = 10_000;

const cell = z.string();
const row = z.object(
  Object.fromEntries(columns.map((column) => [column, cell])) as Record<
    (typeof columns)[number],
    typeof cell
  >,
);

export const chunkShape = z.object({
  feed: z.literal(feed),
  date: z.iso.date(),
  attempt: z.int().min(1),
  sequence: z.int().min(1),
  /** The number of this chunk, from 1, and of all chunks of this sending. */
  chunk: z.int().min(1),
  chunks: z.int().min(1),
  /** The totals of the whole sending, from the query. */
  count: z.int().min(0),
  sum: z.string().regex(/^\d+$/),
  xor: z.string().regex(/^\d+$/),
  rows: z.array(row).max(mostChunkRows),
});
export type Chunk = z.infer<typeof chunkShape>;

/** The idempotency key of a chunk: the same for each try. */
export const keyOf = ({ date, attempt, chunk }: Sending & { chunk: number }): string =>
  `${feed}-${date}-${attempt}-${chunk}`;
