/**
 * The tables of the shared operation and its users. Rows of `logins` and `grants` are only inserted,
 * so that the commit time of each stays known.
 */
import type { Database } from "../../../harness/services/postgres/database.ts";
import { noteRefused, refusedTable } from "./refused.ts";

/** System A: who logged in. `logins.seq` is the commit order of the user. */
export const sourceTables = `
  create table users (
    id text primary key,
    login_count int not null default 0
  );
  create table logins (
    op bigint primary key,
    user_id text not null references users,
    seq int not null,
    points int not null
  );
`;

/**
 * System B: who was granted what. The triggers belong to the harness. `number_grant` locks the user
 * before it draws `n`, so `n` gives the order in which a user's grants were applied, with any consumer.
 * It also keeps the transaction, its start and the process. `keep_grant` keeps a grant that is changed or deleted
 * afterwards: it was applied. `target` separates the grants of several subscribers of one event.
 */
export const targetTables = `
  ${refusedTable}
  create table processed_messages (
    message_id uuid,
    target text not null default 'points',
    processed_at timestamptz not null default now(),
    primary key (message_id, target)
  );
  ${noteRefused("processed_messages", ["message_id", "target"])}
  create table rejected_messages (
    message text not null,
    reason text not null,
    rejected_at timestamptz not null default now()
  );
  create table grants (
    n bigint,
    message_id uuid not null,
    op bigint not null,
    user_id text not null,
    seq int not null,
    points int not null,
    target text not null default 'points',
    xid xid8,
    began_at timestamptz,
    process text
  );
  create index on grants (op);
  create table withdrawn_grants (like grants);
  create table grant_locks (user_id text primary key);
  create sequence grant_numbers;
  create function number_grant() returns trigger language plpgsql as $$
  begin
    insert into grant_locks values (new.user_id) on conflict do nothing;
    perform 1 from grant_locks where user_id = new.user_id for update;
    new.n := nextval('grant_numbers');
    new.xid := pg_current_xact_id();
    new.began_at := now();
    new.process := current_setting('application_name');
    return new;
  end $$;
  create trigger number_grant before insert on grants for each row execute function number_grant();
  create function keep_grant() returns trigger language plpgsql as $$
  begin
    if tg_op = 'TRUNCATE' then
      insert into withdrawn_grants select * from grants where xid <> pg_current_xact_id();
    elsif old.xid <> pg_current_xact_id() and (tg_op = 'DELETE' or
      (old.message_id, old.op, old.user_id, old.seq, old.points, old.target) is distinct from
      (new.message_id, new.op, new.user_id, new.seq, new.points, new.target)) then
      insert into withdrawn_grants select (old).*;
    end if;
    return null;
  end $$;
  create trigger keep_grant after update or delete on grants
    for each row execute function keep_grant();
  create trigger keep_grants before truncate on grants execute function keep_grant();
`;

/** Further tables of system B if it is called over HTTP: its accounts, and the keys of answered calls. */
export const calledTables = `
  create table accounts (user_id text primary key);
  create table idempotency_keys (
    key text primary key,
    fingerprint text not null,
    answered_at timestamptz not null default now()
  );
  ${noteRefused("idempotency_keys", ["key"])}
`;

/** Grants that the source still owes. `REFUSED` rows stay: set aside, with the reason. */
export const failureLogTable = `
  create table failure_log (
    message_id uuid primary key,
    op bigint not null,
    payload text not null,
    status text not null default 'WAITING' check (status in ('WAITING', 'REFUSED')),
    attempts int not null,
    due_at timestamptz not null,
    reason text,
    refused_at timestamptz,
    owed_at timestamptz not null default clock_timestamp()
  );
  create index failure_log_due on failure_log (due_at) where status = 'WAITING';
`;

/** The users who may log in. */
export async function registerUsers(source: Database, keys: readonly string[]): Promise<void> {
  await source`insert into users (id) select unnest(${keys}::text[])`;
}

/** The users who may be granted points. */
export async function openAccounts(target: Database, keys: readonly string[]): Promise<void> {
  await target`insert into accounts (user_id) select unnest(${keys}::text[])`;
}
