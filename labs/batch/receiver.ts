/** Role `receiver`, B's API: loads a chunk in one transaction. A chunk that comes again changes nothing. */
import { createHash } from "node:crypto";
import {
  type Database,
  leave,
  openDatabase,
  openRole,
  point,
  serve,
  setting,
  type Transaction,
} from "../../harness/roles/role.ts";
import { Problem, problem, readPost } from "../login_points/http.ts";
import { type Chunk, chunkShape, keyOf } from "./chunks.ts";
import { copyText } from "./copy_text.ts";
import type { Totals } from "./files.ts";
import { agree, byRow, totalsOfStaged } from "./grant_rows.ts";
import { type BadRow, checked, type GoodRow, isBad } from "./row.ts";

openRole();
const bodyLimitBytes = 20_000_000;
const sql = openDatabase({ url: setting("TARGET_URL"), max: 4 });
await serve((request) => answer(sql, request));
await leave(sql);

async function answer(sql: Database, request: Request): Promise<Response> {
  try {
    const chunk = await readPost(request, bodyLimitBytes, chunkShape);
    const key = request.headers.get("idempotency-key");
    if (key !== keyOf(chunk)) {
      throw new Problem(400, "Malformed key", `Idempotency-Key must be '${keyOf(chunk)}'`);
    }
    const about = { ops: chunk.rows.map(({ op }) => Number(op)), position: chunk.sequence };
    await sql.begin(async (tx) => {
      if (await isFirst(tx, key, chunk)) await loadChunk(tx, key, chunk);
      await point("after-load-before-commit", about);
    });
    await point("after-commit-before-answer", about);
    return Response.json({ key });
  } catch (error) {
    if (error instanceof Problem) return problem(error);
    const reason = error instanceof Error ? error.message : String(error);
    return problem(new Problem(503, "Not loaded", reason));
  }
}

/** Waits for the transaction of another request with this key. @throws Problem 422 for another body */
async function isFirst(tx: Transaction, key: string, chunk: Chunk): Promise<boolean> {
  const fingerprint = createHash("sha256").update(JSON.stringify(chunk)).digest("hex");
  const { date, attempt } = chunk;
  const fresh = await tx`
    insert into feed_chunks (key, fingerprint, feed_date, attempt, row_count, point_sum, op_xor)
    values (${key}, ${fingerprint}, ${date}, ${attempt}, 0, 0, 0)
    on conflict do nothing returning 1`;
  if (fresh.length > 0) return true;
  const [before] = await tx<[{ fingerprint: string }]>`
    select fingerprint from feed_chunks where key = ${key}`;
  if (before.fingerprint === fingerprint) return false;
  throw new Problem(422, "Key used before", "this Idempotency-Key came with another body");
}

async function loadChunk(tx: Transaction, key: string, chunk: Chunk): Promise<void> {
  const read = chunk.rows.map((row, i) => checked(i + 1, row));
  const good = read.filter((one): one is GoodRow => !isBad(one));
  const bad = read.filter(isBad);
  await tx`truncate staging`;
  await tx.copyIn("copy staging from stdin", once(copyText(good)));
  await byRow(tx);
  const { count, sum, xor } = await totalsOfStaged(tx);
  await tx`
    update feed_chunks set row_count = ${count}, point_sum = ${sum}, op_xor = ${xor}
    where key = ${key}`;
  await reject(tx, chunk, bad);
  if (chunk.chunk === chunk.chunks) await finish(tx, chunk);
}

async function* once(text: string) {
  yield text;
}

async function reject(tx: Transaction, { date, attempt }: Chunk, bad: readonly BadRow[]) {
  for (const { line, reason, raw } of bad) {
    await tx`
      insert into rejected_rows (feed_date, attempt, line, reason, raw)
      values (${date}, ${attempt}, ${line}, ${reason}, ${raw})`;
  }
}

/** The last chunk: all of them together must be what the query of the sender counted. */
async function finish(tx: Transaction, chunk: Chunk): Promise<void> {
  const { date, attempt, sequence } = chunk;
  const [there] = await tx<[Totals & { rejected: number }]>`
    select sum(row_count)::int as count, sum(point_sum)::text as sum, bit_xor(op_xor)::text as xor,
      (select count(*) from rejected_rows
        where feed_date = ${date} and attempt = ${attempt})::int as rejected
    from feed_chunks where feed_date = ${date} and attempt = ${attempt}`;
  if (!agree(chunk, there, there.rejected)) {
    throw new Problem(422, "Totals differ", `the target has ${there.count} rows of ${chunk.count}`);
  }
  await tx`
    insert into feed_files (feed_date, attempt, sequence, file, sha256, loaded, there, rejected)
    values (${date}, ${attempt}, ${sequence}, ${keyOf(chunk)}, '', ${there.count}, 0,
      ${there.rejected})
    on conflict do nothing`;
}
