/** The outbox tables of each variant. The login writes the same columns into all of them. */

const message = `
    id bigint generated always as identity primary key,
    message_id uuid not null unique,
    message_type text not null,
    message_key text not null,
    payload text not null,
    occurred_at timestamptz not null default clock_timestamp()`;

/** Belongs to the harness: a row that the relay deletes instead of marking counts as sent. */
const deleted = `
  create table deleted_outbox (payload text not null, xid xid8 not null);
  create function keep_deleted() returns trigger language plpgsql as $$
  begin
    insert into deleted_outbox select payload, pg_current_xact_id() from gone;
    return null;
  end $$;
  create trigger keep_deleted after delete on outbox referencing old table as gone
    for each statement execute function keep_deleted();
`;

/** A status per row: the row itself says whether it waits, was sent or was set aside. */
export const statusOutbox = `
  create table outbox (${message},
    status text not null default 'WAITING'
      check (status in ('WAITING', 'DONE', 'FAILED', 'EXCLUDED')),
    fail_count int not null default 0,
    processed_at timestamptz,
    failed_at timestamptz,
    remark text
  );
  create index outbox_waiting on outbox (id) where status = 'WAITING';
` + deleted;

/** Wakes a relay that listens. A notification is sent at commit, and lost if nobody listens. */
export const notifying = `
  create function wake_relay() returns trigger language plpgsql as $$
  begin
    perform pg_notify('outbox', '');
    return null;
  end $$;
  create trigger wake_relay after insert on outbox for each statement execute function wake_relay();
`;

/**
 * Rows never change; a position in a separate table says how far the relay has come. It means
 * nothing on another server: transaction ids begin anew there.
 *
 * `began_at` belongs to the harness: when the transaction began, before it had its id. Rows that were
 * committed before that time are sent earlier.
 */
export const positionOutbox = `
  create table outbox (${message},
    xid xid8 not null default pg_current_xact_id(),
    began_at timestamptz not null default now()
  );
  create index outbox_xid on outbox (xid, id);
  create table outbox_position (
    name text primary key,
    from_xid xid8 not null default '0',
    to_xid xid8 not null default '0',
    last_id bigint not null default 0,
    system_identifier text not null
  );
  insert into outbox_position (name, system_identifier)
    select 'relay', system_identifier from pg_control_system();
  -- Belongs to the harness: every last_id that was saved.
  create table saved_positions (last_id bigint not null);
  create function keep_position() returns trigger language plpgsql as $$
  begin
    insert into saved_positions values (new.last_id);
    return null;
  end $$;
  create trigger keep_position after update of last_id on outbox_position
    for each row execute function keep_position();
  create table outbox_failures (
    id bigint primary key references outbox,
    fail_count int not null,
    failed_at timestamptz,
    remark text not null
  );
` + deleted;
