/** Belongs to the harness: leases that ended while their owners lived, as the table of claims shows them. */
import { leaseExpired } from "../../harness/contract/hazards.ts";
import type { HazardSource } from "../../harness/contract/lab.ts";
import type { HazardEvent } from "../../harness/history/event.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import { opInPayload, relative } from "../login_points/audit.ts";

export const expiries: HazardSource = {
  source: "claims",
  hazards: [leaseExpired],
  ownRoles: ["worker"],
  where: { role: "worker", setting: "CLAIM", words: ["lease"], isOptIn: true },
};

/**
 * Notes each claim that another process takes without a release, while a session of the owner that is
 * older than the claim is still connected: a process that died has none, and one that started again has
 * younger ones. A paused process keeps its sessions. An owner without any connection is not noted.
 */
export const expiredLeases = `
  alter table claims add column holder text, add column claimed_at timestamptz,
    add column is_released boolean;
  create table expired_leases (
    payload text,
    expired_at timestamptz not null default clock_timestamp()
  );
  create function note_claim() returns trigger language plpgsql as $$
  declare
    me text := current_setting('application_name');
  begin
    if tg_op = 'UPDATE' and new.token = old.token then
      new.is_released := new.until <= clock_timestamp();
      return new;
    end if;
    if tg_op = 'UPDATE' and not old.is_released and old.holder not in ('', me) and exists (
      select from pg_stat_activity
      where datname = current_database() and application_name = old.holder
        and backend_start <= old.claimed_at
    ) then
      insert into expired_leases (payload) values ((
        select payload from messages
        where message_key = new.message_key and status = 'WAITING' order by id limit 1));
    end if;
    new.holder := me;
    new.claimed_at := clock_timestamp();
    new.is_released := false;
    return new;
  end $$;
  create trigger note_claim before insert or update on claims
    for each row execute function note_claim();
`;

/** One hazard for each such lease, with the first operation that its owner had not marked. */
export async function* leasesExpired(sql: Database, epochMs: number): AsyncGenerator<HazardEvent> {
  const rows = await sql<{ op: bigint | null; at: number }[]>`
    select ${opInPayload} as op, (extract(epoch from expired_at) * 1000)::float8 as at
    from expired_leases order by expired_at`;
  for (const { op, at } of rows) {
    yield {
      at: relative(at, epochMs),
      kind: "hazard",
      name: leaseExpired.name,
      ...(op !== null && { op: Number(op) }),
      source: expiries.source,
    };
  }
}
