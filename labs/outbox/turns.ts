/** Decides when a relay works: while it is the active relay, and as soon as there are rows. */
import { type Database, idle, openDatabase, setting, stopping } from "../../harness/roles/role.ts";

const lockNumber = 7_015;

export interface Turn extends AsyncDisposable {
  isMine(): Promise<boolean>;
}

/**
 * An advisory lock keeps one relay active. When the connection of the lock breaks, the lock is
 * released, even during a batch. So two relays never work concurrently for long, but a message may
 * still be sent twice.
 */
export function soleRelay(): Turn {
  const sql = openDatabase({ url: setting("SOURCE_URL"), max: 1 });
  return {
    // Checked before each batch: after a lost connection the new session must get the lock again.
    isMine: async () => {
      const [{ mine }] = await sql<[{ mine: boolean }]>`
        select case when exists (
          select from pg_locks
          where locktype = 'advisory' and objid = ${lockNumber} and pid = pg_backend_pid() and granted
        ) then true else pg_try_advisory_lock(${lockNumber}) end as mine`;
      return mine;
    },
    [Symbol.asyncDispose]: () => sql[Symbol.asyncDispose](),
  };
}

/** A relay that finds no rows waits, and then reads again. */
export const onPoll = (_sql: Database, pollMs: number) => (): Promise<void> => idle(pollMs);

/** A notification wakes the relay; polling is the safety net. */
export function onNotice(sql: Database, pollMs: number): () => Promise<void> {
  let wake: () => void = () => {};
  let called = false;
  // Notifications are lost while nobody listens, so the relay also polls. `listen` calls after a reconnect too.
  const call = () => {
    called = true;
    wake();
  };
  sql.listen("outbox", call);
  return () => {
    if (called || stopping.aborted) {
      called = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake(), pollMs);
      wake = () => {
        clearTimeout(timer);
        stopping.removeEventListener("abort", wake);
        called = false;
        wake = () => {};
        resolve();
      };
      stopping.addEventListener("abort", wake);
    });
  };
}
