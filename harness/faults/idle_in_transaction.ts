import { isPostgres } from "../services/postgres/service.ts";
import { verb } from "../contract/verb.ts";
import type { Query } from "../services/postgres/database.ts";
import { untilTouched } from "./until_touched.ts";

/**
 * A session begins a transaction and forgets it. The oldest snapshot and the oldest transaction of
 * the server do not advance: nothing is vacuumed, and every client that waits for all older
 * transactions keeps waiting.
 *
 * https://www.postgresql.org/docs/current/routine-vacuuming.html
 */
export const idleInTransaction = verb("idle-in-transaction", isPostgres, ({ name }, open) => ({
  name: `idle-in-transaction-${name}`,
  aliases: [],
  summary: `a session of the ${name} leaves a transaction open: newer dead rows are not vacuumed`,
  targets: [name],
  lastsMs: 2_000,
  leastMs: 1_000,
  async begin(context) {
    const { sql } = open(context);
    const began = Promise.withResolvers<bigint>();
    const remembered = Promise.withResolvers<void>();
    const ended = sql.begin(async (tx) => {
      // Only a transaction with an id blocks clients that wait for all older ids.
      const [{ xid }] = await tx<
        [{ xid: bigint }]
      >`select pg_current_xact_id()::text::bigint as xid`;
      began.resolve(xid);
      await remembered.promise;
      return await laterThan(tx, xid);
    });
    const outcome = ended.then((touched) => ({ touched }), lost);
    await Promise.race([began.promise, ended]);
    return {
      async end() {
        const xid = await began.promise;
        await untilTouched(context, () => laterThan(sql, xid)).catch(() => {});
        remembered.resolve();
        return await outcome;
      },
    };
  },
}));

/** The number of transactions that got an id later: none of them could become the oldest one. */
async function laterThan(sql: Query, xid: bigint): Promise<number> {
  const [{ next }] = await sql<[{ next: bigint }]>`
    select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next`;
  return Math.max(0, Number(next - xid) - 1);
}

/** Another fault ended the server meanwhile, and this session with it. */
const lost = (error: Error) => ({
  touched: 0,
  ineffective: `the session did not last: ${error.message}`,
});
