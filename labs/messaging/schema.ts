/** The tables of messaging beside the shared ones. */
import { noteRefused } from "../login_points/postgres/refused.ts";

/** Messages whose send failed, in the source. `REFUSED` rows stay: the broker will never take them. */
export const unsentTable = `
  create table unsent (
    message_id uuid primary key,
    user_id text not null,
    seq int not null,
    op bigint not null,
    payload text not null,
    status text not null check (status in ('WAITING', 'REFUSED')),
    attempts int not null default 0,
    reason text not null,
    written_at timestamptz not null default clock_timestamp()
  );
  create index unsent_waiting on unsent (user_id, seq) where status = 'WAITING';
`;

/** Tables in the target. A row of `refusals` is a message that its consumer received but could not handle. */
export const campaignsTable = `
  create table campaigns (name text primary key);
  create table refusals (
    op bigint not null,
    target text not null,
    reason text not null,
    set_aside boolean not null default false,
    refused_at timestamptz not null default clock_timestamp(),
    primary key (op, target)
  );
`;

/** Makes a second effect of the same message do nothing. */
export const grantKey = `
  create unique index on grants (message_id, target);
  ${noteRefused("grants", ["message_id", "target"])}
`;
