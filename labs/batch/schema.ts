/** The tables of the feed in A's database, and of the load in B's. */
import { noteRefused } from "../login_points/postgres/refused.ts";

/**
 * A row stays as it was written, but for its mark: the business date and the attempt that send it.
 * `row_id` is above 2^53, as the keys of many systems are: a program must not read it as a number.
 *
 * No index contains the mark, and a page has room for the marked rows beside the old ones: then
 * marking writes to no index. With two indexes that contain it, marking takes six times the time. So
 * rows of a run are found by their business time, see `closeTo`.
 *
 * Only twins that mark no rows use `picked_rows`. Each run of the feed has a `sequence` number. A later
 * attempt that replaces a run keeps the run's number.
 */
export const feedTables = `
  create table feed_rows (
    row_id bigint primary key,
    op bigint not null unique,
    user_id text not null,
    seq int not null,
    note text not null,
    points int not null,
    message_id uuid not null,
    business_at timestamptz not null,
    xid xid8 not null default pg_current_xact_id(),
    began_at timestamptz not null default now(),
    feed_date date,
    attempt int
  ) with (fillfactor = 50);
  create index feed_rows_by_user on feed_rows (user_id, business_at);
  create index feed_rows_by_time on feed_rows (business_at);
  create index feed_rows_by_xid on feed_rows (xid);
  create table feed_runs (
    feed text not null default 'points',
    feed_date date not null,
    attempt int not null,
    sequence int not null,
    replaces int,
    status text not null default 'TAKEN' check (status in ('TAKEN', 'SENT')),
    tries int not null default 0,
    chunks_done int not null default 0,
    row_count bigint not null,
    point_sum numeric not null,
    op_xor bigint not null,
    taken_at timestamptz not null default clock_timestamp(),
    primary key (feed, feed_date, attempt),
    unique (feed, sequence, attempt)
  );
  create index feed_runs_taken on feed_runs (sequence) where status = 'TAKEN';
  create table picked_rows (
    feed_date date not null,
    attempt int not null,
    row_id bigint not null
  );
  create table answered_requests (name text primary key);
`;

/** B loads into `staging` first; it holds the rows of one file for the time of one transaction. */
export const loadTables = `
  create unlogged table staging (
    line int not null,
    row_id bigint not null,
    op bigint not null,
    user_id text not null,
    seq int not null,
    note text not null,
    points int not null,
    message_id uuid not null,
    business_at timestamptz not null
  );
  create table loaded_rows (row_id bigint primary key);
  create table feed_files (
    feed text not null default 'points',
    feed_date date not null,
    attempt int not null,
    sequence int not null,
    file text not null,
    sha256 text not null,
    loaded bigint not null,
    there bigint not null,
    rejected bigint not null,
    loaded_at timestamptz not null default clock_timestamp(),
    primary key (feed, feed_date, attempt)
  );
  ${noteRefused("feed_files", ["file", "feed_date", "attempt"])}
  create table rejected_rows (
    feed_date date not null,
    attempt int not null,
    line int not null,
    reason text not null,
    raw text not null
  );
  create table feed_chunks (
    key text primary key,
    fingerprint text not null,
    feed_date date not null,
    attempt int not null,
    row_count bigint not null,
    point_sum numeric not null,
    op_xor bigint not null
  );
  ${noteRefused("feed_chunks", ["key"])}
  create table read_positions (
    feed text primary key default 'points',
    system_identifier bigint not null,
    horizon xid8 not null,
    feed_date date not null
  );
  create table known_names (name text primary key);
`;
