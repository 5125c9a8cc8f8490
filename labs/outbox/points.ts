/** Role `points`: consumes the topic and grants; the acknowledgement comes after the effect. */
import type { EachBatchPayload } from "kafkajs";
import {
  id,
  idle,
  leave,
  now,
  openDatabase,
  point,
  ready,
  record,
  setting,
  stopping,
} from "../../harness/role.ts";
import { openKafka } from "../login_points/kafka.ts";
import { loggedIn } from "../login_points/message.ts";
import { grant, grantOnce, reject } from "../login_points/points.ts";

const retryMs = 200;
const silenceMs = 5_000;
const sql = openDatabase({ url: setting("TARGET_URL"), max: 8 });
const kafka = openKafka({ retries: 1_000_000 });
const consumer = kafka.consumer({
  groupId: setting("GROUP"),
  sessionTimeout: 1_500,
  rebalanceTimeout: 3_000,
  heartbeatInterval: 300,
  maxWaitTimeInMs: 100,
  allowAutoTopicCreation: false,
});
const apply = { table: grantOnce, none: grant }[setting("DEDUP", "table")]!;

/** When it was last seen to fetch or to work. */
let aliveMs = performance.now();
const alive = () => aliveMs = performance.now();
consumer.on(consumer.events.FETCH, alive);
// kafkajs may stop fetching for good after a broker that was frozen (tulios/kafkajs#659): then leave, and be started again.
const watch = setInterval(() => {
  if (performance.now() - aliveMs < silenceMs) return;
  console.error(`nothing fetched for ${silenceMs} ms; leaving`);
  Deno.exit(1);
}, 500);

await consumer.connect();
alive();
await consumer.subscribe({ topic: setting("TOPIC"), fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 4,
  autoCommit: false,
  eachBatchAutoResolve: false,
  eachBatch: consume,
});
ready();
await new Promise((resolve) => stopping.addEventListener("abort", resolve));
clearInterval(watch);
await leave({ [Symbol.asyncDispose]: () => consumer.disconnect() }, sql);

async function consume({ batch, heartbeat, ...run }: EachBatchPayload): Promise<void> {
  let next: string | null = null;
  for (const { offset, value } of batch.messages) {
    if (stopping.aborted || !run.isRunning() || run.isStale()) break;
    await handle(value?.toString() ?? "", heartbeat);
    run.resolveOffset(offset);
    next = String(BigInt(offset) + 1n);
    alive();
    await heartbeat();
  }
  if (next === null) return;
  // The ack. A crash before it brings the messages again; the dedup table knows them.
  await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
  await point("after-ack");
}

async function handle(text: string, heartbeat: () => Promise<void>): Promise<void> {
  const message = loggedIn.safeParse(parse(text));
  if (!message.success) {
    return await untilDone(() => reject(sql, text, message.error.message), heartbeat);
  }
  record([{ at: now(), kind: "deliver", op: message.data.op, role: id }]);
  await point("after-deliver");
  await untilDone(() => apply(sql, message.data), heartbeat);
  await point("after-effect-before-ack");
}

/** The target may be away for a while: the message waits, and those behind it wait too. */
async function untilDone(work: () => Promise<void>, heartbeat: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      if (stopping.aborted) throw error;
      alive();
      await idle(retryMs);
      await heartbeat();
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
