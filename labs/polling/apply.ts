/** Applies a message in B, and refuses a worker with an old claim. Each broken twin stands beside its sound variant. */
import { choice, type Database, point, type Query } from "../../harness/roles/role.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { grant } from "../login_points/points.ts";
import type { Claim } from "./inbox.ts";
import { owner } from "./lease.ts";

/** Another worker has claimed the key since this worker did, so this worker must not write. */
export class Stale extends Error {
  override name = "Stale";
}

type Fence = (tx: Query, claim: Claim) => Promise<void>;
type Dedup = (tx: Query, message: LoggedIn) => Promise<boolean>;

/** Makes the effect of a message, once. @throws Stale */
export type Apply = (message: LoggedIn, claim: Claim | null, position: bigint) => Promise<void>;

export function openApply(sql: Database): Apply {
  const fences = {
    "none": null,
    "token": byToken,
    "owner-name": byOwnerName,
    "checked-before": null,
  };
  const fence: Fence | null = choice("FENCE", fences, "none");
  const checks = { "none": null, "token": null, "owner-name": null, "checked-before": checkBefore };
  const check = choice("FENCE", checks, "none");
  const isFresh: Dedup = choice("DEDUP", { "table": recordOnce, "none": always }, "table");
  return async (message, claim, position) => {
    if (check !== null && claim !== null) {
      await check(sql, claim);
      await point("after-check-before-write", { ops: [message.op], position });
    }
    await sql.begin(async (tx) => {
      if (fence !== null && claim !== null) await fence(tx, claim);
      if (check !== null && claim !== null) await remember(tx, claim);
      if (await isFresh(tx, message)) await grant(tx, message);
    });
  };
}

/** Sound: the effect's transaction refuses a token below the highest of its key. */
async function byToken(tx: Query, { key, token }: Claim): Promise<void> {
  const mine = await tx`
    insert into fences (message_key, token, owner) values (${key}, ${token}, ${owner})
    on conflict (message_key) do update set token = excluded.token, owner = excluded.owner
      where fences.token <= excluded.token
    returning 1`;
  if (mine.length === 0) throw new Stale(`the claim ${token} of ${key} is not the last one`);
}

/** Broken twin: two workers may share an owner's name, and a late process may return under its old name. */
async function byOwnerName(tx: Query, { key, token }: Claim): Promise<void> {
  const mine = await tx`
    insert into fences (message_key, token, owner) values (${key}, ${token}, ${owner})
    on conflict (message_key) do update
      set token = greatest(fences.token, excluded.token), owner = excluded.owner
      where fences.owner = excluded.owner or fences.token <= excluded.token
    returning 1`;
  if (mine.length === 0) throw new Stale(`${key} belongs to another owner than ${owner}`);
}

/** Broken twin: checks before the transaction, so the result may be old inside it. */
async function checkBefore(sql: Query, { key, token }: Claim): Promise<void> {
  const [fence] = await sql<[{ token: bigint }?]>`
    select token from fences where message_key = ${key}`;
  if (fence !== undefined && fence.token > token) {
    throw new Stale(`the claim ${token} of ${key} is not the last one`);
  }
}

async function remember(tx: Query, { key, token }: Claim): Promise<void> {
  await tx`
    insert into fences (message_key, token, owner) values (${key}, ${token}, ${owner})
    on conflict (message_key) do update set token = greatest(fences.token, excluded.token)`;
}

/** Prevents duplicates: the message's id and its effect are written in one transaction. */
async function recordOnce(tx: Query, { messageId }: LoggedIn): Promise<boolean> {
  const fresh = await tx`
    insert into processed_messages (message_id) values (${messageId})
    on conflict do nothing returning 1`;
  return fresh.length > 0;
}

const always = () => Promise.resolve(true);
