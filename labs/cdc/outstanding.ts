/** Counts the waiting work by the data alone: a foreign reader keeps its position where it likes. */
import type { Outstanding } from "../../harness/contract/lab.ts";
import type { Database } from "../../harness/services/postgres/database.ts";

/** Two commits within this time may be in the log in either order, in milliseconds. */
const breathMs = 100;

interface LoginRow {
  op: bigint;
  ms: number | null;
}

/** A login without an effect counts as passed if a login that was committed clearly later has its effect. */
export async function outstandingIn(source: Database, target: Database): Promise<Outstanding> {
  const logins = await source<LoginRow[]>`
    select op, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as ms from logins`;
  const rows = await target<{ op: bigint }[]>`select distinct op from grants`;
  const granted = new Set(rows.map(({ op }) => op));
  const newestMs = logins.reduce(
    (newest, { op, ms }) => granted.has(op) && ms !== null ? Math.max(newest, ms) : newest,
    -Infinity,
  );
  const open = logins.filter(({ op }) => !granted.has(op));
  const passed = open.filter(({ ms }) => ms !== null && ms < newestMs - breathMs).length;
  return {
    waiting: open.length - passed,
    passed,
    messages: null,
    atRest: true,
    how: ["the reader keeps its own position: its backlog is the logins without an effect"],
  };
}
