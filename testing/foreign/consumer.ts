/**
 * For tests: a consumer that checks whether a message was granted and then grants it, eight messages
 * at a time and without a lock. Two copies that are handled at once are both granted.
 */
import process from "node:process";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";

process.removeAllListeners("warning");
const { BROKER_URL, TOPIC, GROUP, TARGET_URL } = Deno.env.toObject();
const pool = new pg.Pool({ connectionString: TARGET_URL, max: 8 });
pool.on("error", () => {});
const kafka = new Kafka({ brokers: [BROKER_URL], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: GROUP, sessionTimeout: 6_000 });

async function grant(text: string): Promise<void> {
  const { messageId, op, user, seq, points } = JSON.parse(text);
  const found = await pool.query("select from grants where message_id = $1", [messageId]);
  if (found.rowCount! > 0) return;
  await pool.query(
    "insert into grants (message_id, op, user_id, seq, points) values ($1, $2, $3, $4, $5)",
    [messageId, op, user, seq, points],
  );
}

process.once("SIGTERM", async () => {
  await consumer.disconnect();
  Deno.exit(0);
});
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => console.log("ready"));
/** The number of free slots, of eight. A free slot takes the next message. */
let free = 8;
await consumer.run({
  partitionsConsumedConcurrently: 4,
  eachMessage: async ({ message }) => {
    while (free === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    free--;
    grant(message.value!.toString()).catch(console.error).finally(() => free++);
  },
});
