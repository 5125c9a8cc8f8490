import { isPostgres } from "../services/postgres.ts";
import { verb } from "../contract/verb.ts";

/**
 * A session begins a transaction and forgets it. The oldest snapshot and the oldest transaction of the
 * server stand still: nothing is vacuumed, and who waits for all older transactions waits.
 *
 * https://www.postgresql.org/docs/current/routine-vacuuming.html
 */
export const idleInTransaction = verb("idle-in-transaction", isPostgres, ({ name }, open) => ({
  name: `idle-in-transaction-${name}`,
  aliases: [],
  summary: `a session of the ${name} stays in a transaction: snapshots before it are kept`,
  targets: [name],
  lastsMs: 2_000,
  leastMs: 1_000,
  async begin(stage) {
    const forgotten = Promise.withResolvers<void>();
    const remembered = Promise.withResolvers<void>();
    const ended = open(stage).sql.begin(async (tx) => {
      // With an id of its own it holds up those who wait for ids, too.
      await tx`select pg_current_xact_id()`;
      forgotten.resolve();
      await remembered.promise;
    });
    await Promise.race([forgotten.promise, ended]);
    return {
      end: async () => {
        remembered.resolve();
        // Where another fault ended the server meanwhile, it held the snapshot until then.
        await ended.catch(() => {});
        return { touched: 1 };
      },
    };
  },
}));
