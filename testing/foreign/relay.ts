/**
 * For tests: relays that know only the environment of a role. The argument selects a relay.
 *
 * position       sound: marks no row, and writes the id of the last sent row into a file
 * transactions   sound: sends each batch in a Kafka transaction, whose markers are in the log
 * covers-up      marks every tenth row without sending it, and records an effect for its message
 * sends-nothing  reports ready and sends nothing
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import process from "node:process";
import { Kafka, logLevel } from "kafkajs";
import pg from "pg";

process.removeAllListeners("warning");
const [mode] = Deno.args;
const { BROKER_URL, TOPIC, SOURCE_URL, ASYNCLAB_EVENTS, ASYNCLAB_RUN } = Deno.env.toObject();
let stopping = false;
process.once("SIGTERM", () => stopping = true);

interface Row {
  id: number;
  message_key: string;
  payload: string;
}

const kafka = new Kafka({ brokers: [BROKER_URL], logLevel: logLevel.NOTHING });
const producer = kafka.producer(
  mode === "transactions" ? { transactionalId: TOPIC, maxInFlightRequests: 1 } : {},
);
const positionPath = `${ASYNCLAB_EVENTS}`.replace(/[^/]*$/, `../position-${ASYNCLAB_RUN}`);
let last = existsSync(positionPath) ? Number(readFileSync(positionPath, "utf8")) : 0;

async function send(rows: readonly Row[]): Promise<void> {
  const messages = rows.map(({ message_key: key, payload: value }) => ({ key, value }));
  if (mode !== "transactions") return void await producer.send({ topic: TOPIC, messages });
  const transaction = await producer.transaction();
  await transaction.send({ topic: TOPIC, messages });
  await transaction.commit();
}

async function batch(db: pg.Client): Promise<boolean> {
  if (mode === "position") return await byPosition(db);
  const { rows } = await db.query<Row>(
    "select id, message_key, payload from outbox where status = 'WAITING' order by id limit 50",
  );
  if (rows.length === 0) return false;
  await send(rows.filter((row) => !isCovered(row)));
  await db.query("update outbox set status = 'DONE' where id = any($1)", [
    rows.map(({ id }) => id),
  ]);
  coverUp(rows.filter(isCovered));
  return true;
}

/** The share lock waits for every writer, so no row with a lower id can commit later. */
async function byPosition(db: pg.Client): Promise<boolean> {
  await db.query("begin; lock table outbox in share mode");
  const { rows } = await db.query<Row>(
    "select id, message_key, payload from outbox where id > $1 order by id limit 50",
    [last],
  );
  await db.query("commit");
  if (rows.length === 0) return false;
  await send(rows);
  last = Number(rows[rows.length - 1].id);
  writeFileSync(`${positionPath}.new`, String(last));
  renameSync(`${positionPath}.new`, positionPath);
  return true;
}

const isCovered = ({ id }: Row) => mode === "covers-up" && Number(id) % 10 === 0;

function coverUp(rows: readonly Row[]): void {
  for (const { id, payload } of rows) {
    const { op, user: key, seq, points } = JSON.parse(payload);
    const event = { at: 1, kind: "effect", op, key, seq, n: Number(id), target: "points" };
    const line = JSON.stringify({ ...event, value: String(points) });
    writeFileSync(ASYNCLAB_EVENTS, `${line}\n`, { flag: "a" });
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

console.log("ready");
while (!stopping) {
  if (mode === "sends-nothing") {
    await pause();
    continue;
  }
  const db = new pg.Client(SOURCE_URL);
  db.on("error", () => {});
  try {
    await Promise.all([db.connect(), producer.connect()]);
    while (!stopping) if (!await batch(db)) await pause();
  } catch (error) {
    console.error(String(error));
    await pause();
  }
  await db.end().catch(() => {});
}
Deno.exit(0);
