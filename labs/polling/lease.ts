/** Claims of keys in A's database: one worker holds a user for a limited time. */
import { amount, choice, type Database, id, point } from "../../harness/roles/role.ts";
import type { Claim } from "./inbox.ts";
import { opsOf, type Row } from "./row.ts";

/** A worker that sends no heartbeat for this time loses its claims. */
export const leaseMs = amount("LEASE_MS", 1_000);
/** The time between heartbeats. */
const heartbeatMs = amount("HEARTBEAT_MS", 300);
/** The most keys that one worker may claim. */
const mostKeys = 8;

/** The owner's name in a claim: unique per process, or, in a twin, shared by all workers. */
export const owner = choice("OWNER", { "process": id, "role": id.split("#")[0] }, "process");

export interface Leases {
  /** Claims keys that have waiting rows and no owner. Each claim gets a token higher than any before. */
  claim(): Promise<Claim[]>;
  /** Sends a heartbeat before this row if one is due. Resolves with the claims that the worker still has. */
  heartbeat(claims: readonly Claim[], row: Row): Promise<readonly Claim[]>;
  release(claims: readonly Claim[]): Promise<void>;
}

export function openLeases(sql: Database): Leases {
  const extend = choice(
    "HEARTBEAT",
    { "by-token": extendByToken, "by-id": extendById },
    "by-token",
  );
  let beatMs = performance.now();
  return {
    async claim() {
      beatMs = performance.now();
      return await sql<Claim[]>`
        with next as (
          select message_key as key from messages
          where status = 'WAITING' and next_attempt_at <= statement_timestamp() and not exists (
            select from claims where claims.message_key = messages.message_key
              and until > statement_timestamp())
          group by message_key order by min(id) limit ${mostKeys})
        insert into claims (message_key, token, owner, until)
        select key, nextval('claim_tokens'), ${owner},
          clock_timestamp() + ${leaseMs} * interval '1 millisecond'
        from next
        on conflict (message_key) do update
          -- Drawn again after the row is locked: excluded.token may be lower than one released meanwhile.
          set token = nextval('claim_tokens'), owner = excluded.owner, until = excluded.until
          where claims.until <= statement_timestamp()
        returning message_key as key, token`;
    },

    async heartbeat(claims, row) {
      if (performance.now() - beatMs < heartbeatMs) return claims;
      await point("before-heartbeat", { ops: opsOf([row]), position: row.id });
      beatMs = performance.now();
      return await extend(sql, claims);
    },

    async release(claims) {
      await sql`
        update claims set until = clock_timestamp()
        where token = any(${claims.map(({ token }) => String(token))}::bigint[])`;
    },
  };
}

/** Sound: does not extend a claim that another worker has taken, so the old holder stops. */
async function extendByToken(sql: Database, claims: readonly Claim[]): Promise<Claim[]> {
  return await sql<Claim[]>`
    update claims set until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where token = any(${claims.map(({ token }) => String(token))}::bigint[])
    returning message_key as key, token`;
}

/** Broken twin: extends by the key. A late heartbeat takes the lease back from its new holder. */
async function extendById(sql: Database, claims: readonly Claim[]): Promise<readonly Claim[]> {
  await sql`
    update claims set owner = ${owner},
      until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where message_key = any(${claims.map(({ key }) => key)}::text[])`;
  return claims;
}
