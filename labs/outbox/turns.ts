/** When a relay works: on its own turn, and as soon as there is something to do. */
import { type Database, idle, openDatabase, setting, stopping } from "../../harness/roles/role.ts";

const lockNumber = 7_015;

export interface Turn extends AsyncDisposable {
  isMine(): Promise<boolean>;
}

/**
 * One active relay by an advisory lock. The lock lives as long as its connection: where that
 * breaks, the lock falls, even while a batch is under way. So this keeps two relays from working
 * side by side for long; it does not keep a message from being sent twice.
 */
export function soleRelay(): Turn {
  const sql = openDatabase({ url: setting("SOURCE_URL"), max: 1 });
  return {
    // Asked anew for each batch: a lost connection answers with a new session, which must win it again.
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

/** A relay with nothing to do waits, and looks again. */
export const onPoll = (_sql: Database, pollMs: number) => (): Promise<void> => idle(pollMs);

/** It is woken by a notification, with polling as the safety net. */
export function onNotice(sql: Database, pollMs: number): () => Promise<void> {
  let wake: () => void = () => {};
  let called = false;
  // A notification is lost where nobody listens, hence the poll; after a reconnect, look at once.
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
