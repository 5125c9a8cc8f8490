/** The rows of transactions that ended between two readings of A's database. */
import { type Database, piece } from "../../harness/roles/role.ts";
import { copyText } from "./copy_text.ts";
import { type BadRow, checked, type FeedRow, type GoodRow, isBad } from "./row.ts";
import { selectRows } from "./sending.ts";

const rowsAtOnce = 2_000;

const isBetween = (from: string, to: string) => piece`xid >= ${from}::xid8 and xid < ${to}::xid8`;

/**
 * An earlier login of the same user has a later transaction id and is not read yet: ids are given at
 * the first write, which may wait for the user's lock.
 */
const isBehind = (to: string) =>
  piece`exists (select from feed_rows as earlier
    where earlier.user_id = feed_rows.user_id and earlier.seq < feed_rows.seq
      and earlier.xid >= ${to}::xid8)`;

/** The next reading begins here: at the oldest row that had to wait for an earlier one of its user. */
export async function nextHorizon(source: Database, from: string, to: string): Promise<string> {
  const [{ next }] = await source<[{ next: string | null }]>`
    select min(xid::text::numeric)::text as next from feed_rows
    where ${isBetween(from, to)} and ${isBehind(to)}`;
  return next ?? to;
}

/**
 * The rows as text for the staging table, in the order of each user's logins.
 *
 * @param to the oldest transaction that still runs: its rows are read later
 * @param ops gets the operations
 * @param bad gets the rows that cannot be loaded: one of them must not stop those behind it
 */
export async function* rowsBetween(
  source: Database,
  from: string,
  to: string,
  ops: number[],
  bad: BadRow[],
): AsyncGenerator<string> {
  let line = 0;
  const rows = source.pages<FeedRow>(
    piece`
      ${selectRows} from feed_rows where ${isBetween(from, to)} and not ${isBehind(to)}
      order by feed_rows.seq, feed_rows.op`,
    rowsAtOnce,
  );
  for await (const page of rows) {
    const read = page.map((row) => checked(++line, { ...row }));
    const good = read.filter((one): one is GoodRow => !isBad(one));
    bad.push(...read.filter(isBad));
    for (const { row: { op } } of good) ops.push(Number(op));
    yield copyText(good);
  }
}
