/**
 * Roles `points`, `coupon`, `analytics`, `newsletter`: each consumes all logins. Each broken twin
 * is beside its sound variant.
 */
import { ExponentialBackoff, handleType, retry } from "cockatiel";
import {
  amount,
  choice,
  type Database,
  leave,
  openDatabase,
  openRole,
  point,
  ready,
  setting,
  stopped,
} from "../../harness/roles/role.ts";
import { type Apply, handling, untilDone } from "../login_points/consume.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { grant, grantOnce } from "../login_points/points.ts";
import { transport } from "../login_points/transport/mod.ts";
import { givesUp, mustKnow, Unprocessable } from "./campaigns.ts";
import { knownIds } from "./known_ids.ts";

openRole();
const target = setting("TARGET", "points");
const sql = openDatabase({ url: setting("TARGET_URL"), max: 8 });

/** Applies a message; each variant of the consumer has one. */
type Effect = (message: LoggedIn) => Promise<void>;

/** Sound: the id and the effect are written in one transaction. */
const dedupTable: Effect = (message) => grantOnce(sql, message, target);

/** Remembers ids in memory: a restart forgets all, and `known` forgets the oldest when it is full. */
function dedupMemory(known: ReturnType<typeof knownIds>): Effect {
  return async (message) => {
    if (known.has(message.messageId)) return;
    await grant(sql, message, target);
    known.add(message.messageId);
  };
}

/** Sound without a dedup table: the key of a grant is the message's id, so a second grant changes nothing. */
const idempotentEffect: Effect = async ({ messageId, op, user, seq, points }) => {
  await sql`
    insert into grants (message_id, op, user_id, seq, points, target)
    values (${messageId}, ${op}, ${user}, ${seq}, ${points}, ${target})
    on conflict (message_id, target) do nothing`;
};

/** Broken twin: grants for every delivery. */
const noDedup: Effect = (message) => grant(sql, message, target);

/** Broken twin: records the id in a separate transaction, after the effect. */
const dedupOtherTransaction: Effect = async (message) => {
  const { messageId } = message;
  const known = await sql`
    select 1 from processed_messages where message_id = ${messageId} and target = ${target}`;
  if (known.length > 0) return;
  await grant(sql, message, target);
  await point("after-effect-before-record", { ops: [message.op] });
  await remember(sql, messageId);
};

async function remember(sql: Database, messageId: string): Promise<void> {
  await sql`
    insert into processed_messages (message_id, target) values (${messageId}, ${target})
    on conflict do nothing`;
}

const hourMs = 3_600_000;
const effects = {
  "dedup-table": () => dedupTable,
  "dedup-memory": () => dedupMemory(knownIds(1_000_000, hourMs)),
  "idempotent-effect": () => idempotentEffect,
  "no-dedup": () => noDedup,
  "dedup-other-transaction": () => dedupOtherTransaction,
  // Broken twin: forgets an id before its copy comes.
  "dedup-window-too-short": () => dedupMemory(knownIds(8, hourMs)),
};
const grantPoints = choice("DEDUP", effects, "dedup-table")();

const effect: Effect = async (message) => {
  const { campaign, op } = message;
  if (campaign !== undefined) await mustKnow(sql, campaign, { op, target });
  await grantPoints(message);
};

/** Sound: the message is acknowledged after its effect. */
const inOrder: Apply = async (message) => {
  await untilDone(async () => {
    await point("after-deliver", { ops: [message.op] });
    await effect(message);
  });
};

const threeTries = retry(handleType(Unprocessable), {
  maxAttempts: 2,
  backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 400 }),
});

/** Tries the effect three times, with backoff. Returns null on success, else the reason of the failure. */
async function triedEnough(message: LoggedIn): Promise<string | null> {
  try {
    await threeTries.execute(async () => {
      await point("after-deliver", { ops: [message.op] });
      await effect(message);
    });
    return null;
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error;
    await givesUp(sql, message.op, target);
    return error.message;
  }
}

/**
 * Sound: a message that cannot be handled is set aside, and the messages behind it go on. A failed
 * `bury` is not retried here: its connection may be lost, and a new connection delivers the message
 * again (kafkajs retries by itself).
 */
const deadLetter: Apply = async (message, delivery) => {
  const reason = await untilDone(() => triedEnough(message));
  if (reason !== null) await delivery.bury(reason);
};

/** Broken twin: logs and acknowledges a message that cannot be handled. */
const swallowPoison: Apply = async (message) => {
  const reason = await untilDone(() => triedEnough(message));
  if (reason !== null) console.error(reason);
};

/** Broken twin: acknowledges first. A crash after it loses the message. */
const ackBeforeWork: Apply = async (message, delivery) => {
  await delivery.ack();
  await point("after-ack-before-work", { ops: [message.op] });
  await inOrder(message, delivery);
};

/** Broken twin: requeues a failed message and handles the messages behind it first. */
const requeueReorder: Apply = async (message, delivery) => {
  try {
    await point("after-deliver", { ops: [message.op] });
    await effect(message);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await delivery.requeue();
  }
};

const applies = {
  "in-order": inOrder,
  "dead-letter": deadLetter,
  "swallow-poison": swallowPoison,
  "ack-before-work": ackBeforeWork,
  "requeue-reorder": requeueReorder,
};

const receiver = transport.openReceiver({
  group: `${setting("TOPIC")}.${target}`,
  prefetch: amount("PREFETCH", 1),
});
await receiver.run(handling(sql, choice("CONSUMER", applies, "in-order")));
ready();
await stopped;
await leave(receiver, sql);
