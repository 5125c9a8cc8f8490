/** The bytes of one sending: the same rows in the same order each time, with their length and hash. */
import { createHash } from "node:crypto";
import { choice, type Database, piece } from "../../harness/roles/role.ts";
import { feed, type Manifest } from "./files.ts";
import type { Format } from "./formats/format.ts";
import { closeTo, type FeedRun } from "./query.ts";
import type { FeedRow } from "./row.ts";

/** Rows that live longer than a moment make the heap grow: with 2,000 the producer takes 30 MiB more. */
const rowsAtOnce = 200;

/** A failpoint knows the first operations of a large file; all of them would fill the memory. */
export const mostOps = 100_000;

/** Rows that are marked with the attempt, or those that a twin picked by a window. */
const rowSources = {
  marked: ({ date, attempt }: FeedRun) =>
    piece`
    feed_rows where ${closeTo(date)} and feed_date = ${date} and attempt = ${attempt}`,
  picked: ({ date, attempt }: FeedRun) =>
    piece`
    feed_rows join picked_rows using (row_id)
    where picked_rows.feed_date = ${date} and picked_rows.attempt = ${attempt}`,
};

export type RowSource = keyof typeof rowSources;

/** The columns of a row of the feed, each as text. */
export const selectRows = piece`
  select row_id::text, op::text, user_id as "user", seq::text, note, points::text, message_id::text,
    to_char(business_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as business_at`;

/** In the order of each user's logins. */
export async function* rowsOf(
  sql: Database,
  run: FeedRun,
  source: RowSource,
): AsyncGenerator<readonly FeedRow[]> {
  yield* sql.pages<FeedRow>(
    piece`
      ${selectRows} from ${rowSources[source](run)} order by feed_rows.seq, feed_rows.op`,
    rowsAtOnce,
  );
}

/** The first operations of a run. As one text: as rows they would take many times the memory. */
export async function opsOf(sql: Database, run: FeedRun, source: RowSource): Promise<number[]> {
  const [{ ops }] = await sql<[{ ops: string | null }]>`
    select string_agg(op::text, ',') as ops from (
      select op from ${rowSources[source](run)} limit ${mostOps}
    ) as first`;
  return ops?.split(",").map(Number) ?? [];
}

export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Passes the bytes on and counts them. `digest` is right when all have passed. */
export function counted(content: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    digest: (): Digest => ({ bytes, sha256: hash.copy().digest("hex") }),
  };
}

export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<Digest> {
  const all = counted(content);
  for await (const _chunk of all) { /* only counted */ }
  return all.digest();
}

/** The file on the server, `back`, must be what was sent. */
export async function mustBeSent(
  name: string,
  back: AsyncIterable<Uint8Array> | null,
  sent: Digest,
): Promise<void> {
  const there = back === null ? null : await digestOf(back);
  if (there?.sha256 === sent.sha256 && there.bytes === sent.bytes) return;
  throw new Error(`'${name}' is not what was sent: ${there?.bytes ?? 0} of ${sent.bytes} bytes`);
}

/** The whole content, for small files. */
export async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of content) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

export const manifestOf = (
  { date, attempt, sequence, count, sum, xor }: FeedRun,
  file: string,
  format: Format,
  { bytes, sha256 }: Digest,
): Manifest => ({
  feed,
  date,
  attempt,
  sequence,
  file,
  format: format.name,
  bytes,
  sha256,
  count,
  sum,
  xor,
});

export const rowSource = (): RowSource =>
  choice("ROWS", { "marked": "marked" as const, "picked": "picked" as const }, "marked");
