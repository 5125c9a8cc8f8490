/** What messaging keeps beside the shared tables. */

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

/** In the target. */
export const campaignsTable = `
  create table campaigns (name text primary key);
`;

/** For the effect that does nothing the second time. */
export const grantKey = `
  create unique index on grants (message_id, target);
`;
