/**
 * Role `reader`, B's job, which reads A's database by an account that can only read. Nobody marks rows
 * for it, so it keeps its own position: the oldest transaction that still ran when it read.
 */
import {
  halt,
  leave,
  openClock,
  openDatabase,
  openRole,
  point,
  setting,
  type Transaction,
} from "../../harness/roles/role.ts";
import { businessDay } from "./business_days.ts";
import { byRow, totalsOfStaged } from "./grant_rows.ts";
import { nextHorizon, rowsBetween } from "./read_window.ts";
import { calendarSetting, takeTurns } from "./job.ts";
import { setAside } from "./rejected.ts";
import type { BadRow } from "./row.ts";

openRole();
const calendar = calendarSetting();

const url = new URL(setting("SOURCE_URL"));
url.username = setting("READ_ONLY_USER");
url.password = setting("READ_ONLY_PASSWORD");
const source = openDatabase({ url: String(url), max: 2 });
const target = openDatabase({ url: setting("TARGET_URL"), max: 2 });
const clock = openClock();

await takeTurns(turn);
await leave(target, source);

interface Position {
  readonly system: string;
  /** Every row of an older transaction was read; some newer ones too. */
  readonly horizon: string;
  /** The last business day. */
  readonly date: string;
}

async function turn(): Promise<void> {
  const { instant } = await clock.now();
  for (;;) {
    const last = await positionIn();
    const date = last === null
      ? calendar.start
      : Temporal.PlainDate.from(last.date).add({ days: 1 });
    const day = businessDay(date, calendar);
    if (Temporal.Instant.compare(day.schedule, instant) > 0) return;
    await readDay(String(date), last);
  }
}

async function positionIn(): Promise<Position | null> {
  const [position] = await target<[Position?]>`
    select system_identifier::text as system, horizon::text, feed_date::text as date
    from read_positions`;
  return position ?? null;
}

/** Rows and position are committed in one transaction of B. */
async function readDay(date: string, last: Position | null): Promise<void> {
  const [now] = await source<[Omit<Position, "date">]>`
    select system_identifier::text as system,
      pg_snapshot_xmin(pg_current_snapshot())::text as horizon from pg_control_system()`;
  mustBeSame(last, now);
  const from = last?.horizon ?? "0";
  await target.begin(async (tx) => {
    await tx`truncate staging`;
    const [ops, bad]: [number[], BadRow[]] = [[], []];
    await tx.copyIn("copy staging from stdin", rowsBetween(source, from, now.horizon, ops, bad));
    if (bad.length > 0) await setAside(tx, { date, attempt: 1 }, bad);
    await point("after-query", { ops });
    const fresh = await byRow(tx);
    const { count } = await totalsOfStaged(tx);
    if (count !== ops.length) throw new Error(`the target has ${count} rows of ${ops.length}`);
    const horizon = await nextHorizon(source, from, now.horizon);
    await keep(tx, { ...now, horizon, date }, { fresh, rejected: bad.length });
    await point("before-commit", { ops });
  });
  await point("after-commit", { ops: [] });
}

/** In another cluster, transaction ids begin anew: the position means nothing there. */
function mustBeSame(last: Position | null, { system }: { system: string }): void {
  if (last === null || last.system === system) return;
  halt(
    `the position is of the database system ${last.system}, and this server is ${system}; ` +
      "load everything again, then delete the row of read_positions",
  );
}

async function keep(
  tx: Transaction,
  { system, horizon, date }: Position,
  { fresh, rejected }: { readonly fresh: bigint; readonly rejected: number },
): Promise<void> {
  await tx`
    insert into feed_files (feed_date, attempt, sequence, file, sha256, loaded, there, rejected)
    select ${date}, 1, count(*) + 1, 'read', '', ${fresh}::bigint, 0,
      ${rejected}::bigint from feed_files`;
  await tx`
    insert into read_positions (system_identifier, horizon, feed_date)
    values (${system}::bigint, ${horizon}::xid8, ${date})
    on conflict (feed) do update
    set system_identifier = excluded.system_identifier, horizon = excluded.horizon,
      feed_date = excluded.feed_date`;
}
