/**
 * Changes of `profiles` in a login's transaction. The operation alone decides the kind of change. A
 * change takes rows that nobody else has locked, so no two logins wait for each other's rows. A
 * TRUNCATE waits for all other changes, without a deadlock: it holds only the row of its user, and
 * every login locks that row before any row of `profiles`.
 */
import { type Query, raw } from "../../harness/roles/role.ts";

/** The login that decides a change. */
export interface Cause {
  readonly op: number;
  readonly user: string;
}

/** One login in this many empties the table. The first is late enough that rows exist. */
const truncatePeriod = 100;
const truncateAt = 39;

/** By the last digit of the operation. */
const kinds: readonly ((tx: Query, cause: Cause) => Promise<unknown>)[] = [
  insertUpdateDelete,
  (tx, cause) => insert(tx, cause, 2),
  rename,
  changeKey,
  (tx, cause) => insert(tx, cause, 2),
  rename,
  (tx) => removeOldest(tx, 1),
  (tx, cause) => insert(tx, cause, 2),
  (tx, cause) => insert(tx, cause, 1),
  (tx, cause) => insert(tx, cause, 1),
];

export async function changeProfiles(tx: Query, cause: Cause): Promise<void> {
  if (cause.op % truncatePeriod === truncateAt) await tx`truncate profiles`;
  else await kinds[cause.op % kinds.length](tx, cause);
}

/** The first of the ten ids that the operation may use. */
const idOf = ({ op }: Cause): bigint => BigInt(op) * 10n;

/** A text of 10 kB, computed from `seed`. */
const bio = raw("(select string_agg(md5(seed || ' ' || j), '') from generate_series(1, 320) as j)");

async function insert(tx: Query, cause: Cause, rows: number): Promise<void> {
  await tx`
    insert into profiles (id, user_id, nick, bio, version)
    select ${idOf(cause)}::bigint + i, ${cause.user}::text,
      case when i = 1 then 'nick of ' || ${cause.op}::text end, ${bio}, 1
    from generate_series(1, ${rows}::int) as i, lateral (
      select ${cause.op}::text || ' ' || i as seed) as seeds`;
}

/** Updates the newest row, and does not change its large value. */
async function rename(tx: Query, { op }: Cause): Promise<void> {
  await tx`
    update profiles set nick = 'renamed by ' || ${op}::text, version = version + 1
    where id = (select id from profiles order by id desc limit 1 for update skip locked)`;
}

/** Gives the newest row another key. */
async function changeKey(tx: Query, cause: Cause): Promise<void> {
  await tx`
    update profiles set id = ${idOf(cause)}::bigint + 7, version = version + 1
    where id = (select id from profiles order by id desc limit 1 for update skip locked)`;
}

async function removeOldest(tx: Query, rows: number): Promise<void> {
  await tx`
    delete from profiles where id = any (array(
      select id from profiles order by id limit ${rows} for update skip locked))`;
}

/** One insert, two updates and, where other rows exist, three deletes. */
async function insertUpdateDelete(tx: Query, cause: Cause): Promise<void> {
  const id = idOf(cause) + 1n;
  await insert(tx, cause, 1);
  await tx`update profiles set nick = null, version = 2 where id = ${id}`;
  await tx`
    update profiles set bio = ${bio}, version = 3
    from (select 'another ' || ${cause.op}::text as seed) as seeds where id = ${id}`;
  await removeOldest(tx, 3);
}
