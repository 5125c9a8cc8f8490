/** Role `sender`, A's nightly job where B has an API: takes the rows of each business day and posts them in chunks. */
import {
  amount,
  leave,
  openClock,
  openDatabase,
  openRole,
  point,
  setting,
} from "../../harness/roles/role.ts";
import { businessDay } from "./business_days.ts";
import { type Chunk, keyOf, mostChunkRows } from "./chunks.ts";
import { feed } from "./files.ts";
import { type FeedRun, recorded, take, unsent } from "./query.ts";
import type { FeedRow } from "./row.ts";
import { rowsOf } from "./sending.ts";
import { calendarSetting, takeTurns } from "./job.ts";

openRole();
const chunkRows = amount("CHUNK_ROWS", 50, { least: 1, most: mostChunkRows });
const timeoutMs = amount("TIMEOUT_MS", 3_000);
const calendar = calendarSetting();

const source = openDatabase({ url: setting("SOURCE_URL"), max: 3 });
const clock = openClock();
let next = calendar.start;

await takeTurns(turn);
await leave(source);

async function turn(): Promise<void> {
  const { instant } = await clock.now();
  for (;;) {
    const day = businessDay(next, calendar);
    if (Temporal.Instant.compare(day.schedule, instant) > 0) break;
    await take(source, day, calendar, false);
    next = next.add({ days: 1 });
  }
  for (const run of await unsent(source)) await sendInChunks(run);
}

/** Posts the chunks in order. A chunk that fails is posted again alone, at the next turn. */
async function sendInChunks(run: FeedRun): Promise<void> {
  const { count, date, attempt } = run;
  await point("after-query", { ops: [], position: run.sequence });
  const chunks = Math.max(1, Math.ceil(count / chunkRows));
  const [{ done }] = await source<[{ done: number }]>`
    select chunks_done as done from feed_runs where feed_date = ${date} and attempt = ${attempt}`;
  let chunk = 0;
  for await (const rows of inChunks(run)) {
    if (++chunk <= done) continue;
    await post({ feed, ...run, chunk, chunks, rows: [...rows] });
    await point("after-post-before-record", { ops: opsOf(rows), position: run.sequence });
    await source`
      update feed_runs set chunks_done = ${chunk}
      where feed_date = ${date} and attempt = ${attempt}`;
  }
  await recorded(source, run);
}

function opsOf(rows: readonly FeedRow[]): number[] {
  return rows.map(({ op }) => Number(op));
}

/** A day without rows is one chunk without rows. */
async function* inChunks(run: FeedRun): AsyncGenerator<readonly FeedRow[]> {
  let chunk: FeedRow[] = [];
  let isFirst = true;
  for await (const page of rowsOf(source, run, "marked")) {
    for (const row of page) {
      if (chunk.push(row) < chunkRows) continue;
      yield chunk;
      chunk = [];
      isFirst = false;
    }
  }
  if (chunk.length > 0 || isFirst) yield chunk;
}

async function post(chunk: Chunk): Promise<void> {
  const response = await fetch(setting("RECEIVER_URL"), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // When a kept connection breaks, fetch silently sends the POST a second time.
      "connection": "close",
      "idempotency-key": keyOf(chunk),
    },
    body: JSON.stringify(chunk),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text.slice(0, 500)}`);
}
