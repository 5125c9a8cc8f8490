/** The message table in A's database, and the tables in which B recognises copies and old claims. */

/** The status says whether a row was handled. Only the twin that takes rows by an owner's name uses `TAKEN`. */
export const messageTable = `
  create table messages (
    id bigint generated always as identity primary key,
    message_id uuid not null unique,
    message_key text not null,
    payload text not null,
    status text not null default 'WAITING'
      check (status in ('WAITING', 'TAKEN', 'DONE', 'FAILED', 'EXCLUDED')),
    owner text,
    fail_count int not null default 0,
    next_attempt_at timestamptz not null default '-infinity',
    occurred_at timestamptz not null default clock_timestamp(),
    processed_at timestamptz,
    failed_at timestamptz,
    remark text
  );
  create index messages_waiting on messages (id) where status = 'WAITING';
  create index messages_waiting_by_key on messages (message_key, id) where status = 'WAITING';
  create table claims (
    message_key text primary key,
    token bigint not null,
    owner text not null,
    until timestamptz not null
  );
  create index on claims (until);
  create sequence claim_tokens;
`;

/** Belongs to the harness: keeps the last status of a row that retention deletes. */
export const deletedMessages = `
  create table deleted_messages (
    id bigint not null,
    payload text not null,
    status text not null,
    xid xid8 not null
  );
  create function keep_deleted() returns trigger language plpgsql as $$
  begin
    insert into deleted_messages select id, payload, status, pg_current_xact_id() from gone;
    return null;
  end $$;
  create trigger keep_deleted after delete on messages referencing old table as gone
    for each statement execute function keep_deleted();
`;

/** In the target: for each key, the highest token of the claims that applied something. */
export const fenceTable = `
  create table fences (
    message_key text primary key,
    token bigint not null,
    owner text not null
  );
`;
