/** The tables that this lab needs in addition to the tables of the shared operation. */
import type { CopiedTable } from "./copied_tables.ts";

/**
 * In the source: the tables besides `logins`. `changes` belongs to the harness: it keeps which changes
 * each transaction made, and when. It is not published.
 *
 * `changes.i` numbers the changes of one login: 0 is the row of the login itself.
 */
export const detailTables = `
  create table login_details (
    op bigint not null,
    i int not null,
    detail text not null,
    origin text not null default 'web',
    primary key (op, i)
  );
  create table imports (id bigint primary key, line text not null);
  create table load_markers (id bigint primary key);
  create table changes (
    op bigint not null,
    i int not null,
    tx xid8 not null default pg_current_xact_id(),
    written_at timestamptz not null default clock_timestamp(),
    -- As they were when the login's row was written, whatever its columns are called later.
    user_id text,
    seq int,
    primary key (op, i)
  );
  create function note_login() returns trigger language plpgsql as $$
  begin
    insert into changes (op, i, user_id, seq) values (new.op, 0, new.user_id, new.seq);
    return null;
  end $$;
  create function note_detail() returns trigger language plpgsql as $$
  begin
    insert into changes (op, i) values (new.op, new.i);
    return null;
  end $$;
  create trigger note_login after insert on logins for each row execute function note_login();
  create trigger note_detail after insert on login_details
    for each row execute function note_detail();
`;

const published = ["logins", "login_details", "imports", "load_markers"];

/** The tables that are published to the reader. */
export const publishedWith = (table: CopiedTable | null): readonly string[] =>
  table === null ? published : [...published, table.name];

/**
 * In the target: copies, and the position. `applied_changes` belongs to the harness: it keeps the
 * transaction in which each change was applied.
 *
 * The position is worth nothing without the identity of the server that it belongs to.
 */
export const readerTables = `
  create table login_details (
    op bigint not null,
    i int not null,
    detail text not null,
    origin text not null
  );
  create table imports (id bigint not null, line text not null);
  create table load_markers (id bigint not null);
  create table applied_changes (
    op bigint not null,
    i int not null,
    txid xid8 not null default pg_current_xact_id()
  );
  create function note_grant() returns trigger language plpgsql as $$
  begin
    insert into applied_changes (op, i) select op, 0 from fresh;
    return null;
  end $$;
  create function note_detail() returns trigger language plpgsql as $$
  begin
    insert into applied_changes (op, i) select op, i from fresh;
    return null;
  end $$;
  create trigger note_grant after insert on grants referencing new table as fresh
    for each statement execute function note_grant();
  create trigger note_detail after insert on login_details referencing new table as fresh
    for each statement execute function note_detail();
  create table positions (
    reader text primary key,
    system_identifier text not null,
    timeline int not null,
    slot text not null,
    -- Where the slot began: it has every transaction that committed from there on.
    consistent_point pg_lsn not null,
    -- Everything before it is applied: the end of a commit, or of a stretch without one.
    lsn pg_lsn not null,
    saved_at timestamptz not null default clock_timestamp()
  );
  -- Belongs to the harness: every position that was saved.
  create table saved_positions (lsn pg_lsn not null);
  create function keep_position() returns trigger language plpgsql as $$
  begin
    insert into saved_positions values (new.lsn);
    return null;
  end $$;
  create trigger keep_position after insert or update on positions
    for each row execute function keep_position();
`;
