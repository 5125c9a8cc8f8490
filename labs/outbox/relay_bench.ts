/**
 * Measures how fast the relay empties an outbox of 200,000 rows. The same run measures its upper
 * bounds: a bare claim of the same rows, and a bare produce loop.
 */
import { Kafka, logLevel, Partitioners } from "kafkajs";
import type { KafkaNamespace } from "../../harness/services/kafka/service.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";
import { listeningPorts, openRoleProcesses, routesNeeded } from "../../harness/roles/roles.ts";
import { openTcpProxies } from "../../harness/proxies/tcp_proxies.ts";
import { local } from "../../harness/servers/local.ts";
import { outbox } from "./lab.ts";

const rows = Number(Deno.env.get("BENCH_ROWS") ?? 200_000);
const batch = 500;

Deno.bench({ name: `outbox: ${rows} rows`, n: 1, warmup: 0, fn: measure });

async function measure(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const run = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const provisioned = stack.use(
    await local.provision({
      run,
      services: outbox.services,
      routes: routesNeeded(outbox, "status"),
      logsDir: dir,
      say: () => {},
      signal: new AbortController().signal,
    }),
  );
  const open = async (name: "source" | "broker" | "target") =>
    stack.use(await outbox.services[name].openNamespace(provisioned.servers[name], run));
  const source = await open("source") as PostgresNamespace;
  const broker = await open("broker") as KafkaNamespace;
  const target = await open("target") as PostgresNamespace;
  const namespaces = { source, broker, target };
  await outbox.open(namespaces, "status", {}).prepare([]);

  const claim = await claimRaw(source);
  const produce = await produceRaw(broker, provisioned.servers.broker.access.endpoint);
  await fill(source);
  const links = stack.use(await openTcpProxies());
  const roles = await openRoleProcesses({
    lab: outbox,
    variant: "status",
    run,
    epochMs: Date.now(),
    commands: {},
    servers: provisioned.servers,
    namespaces,
    links,
    ports: listeningPorts(outbox, "status", run),
    httpProxies: {},
    pointEnv: () => ({}),
    historyDir: dir,
    logsDir: dir,
    record: () => {},
  });
  const relay = stack.use(roles.processes.find(({ role }) => role === "relay")!);
  const drain = await timed(async () => {
    await relay.start();
    while ((await waiting(source)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const limit = 1 / (1 / claim + 1 / produce);
  console.log(
    `relay ${perSecond(drain)}; raw claim ${perSecond(claim)}; raw produce ${
      perSecond(produce)
    }; ` +
      `claim, then produce: ${perSecond(limit)}; relay / this bound = ${
        (drain / limit).toFixed(2)
      }`,
  );
}

/** Returns rows per second. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return rows / ((performance.now() - startMs) / 1_000);
}

const perSecond = (rate: number) => `${Math.round(rate).toLocaleString("en")} rows/s`;

async function fill({ sql }: PostgresNamespace): Promise<void> {
  await sql`truncate outbox`;
  await sql`
    insert into outbox (message_id, message_type, message_key, payload)
    select id, 'LoggedIn', 'u' || n % 50, json_build_object('messageId', id, 'type', 'LoggedIn',
      'op', n, 'user', 'u' || n % 50, 'seq', n / 50 + 1, 'points', 10)::text
    from (select n, gen_random_uuid() as id from generate_series(0, ${rows - 1}) n) as message`;
  await sql`analyze outbox`;
}

const waiting = async ({ sql }: PostgresNamespace): Promise<number> => {
  const [{ n }] = await sql<[{ n: number }]>`
    select count(*)::int as n from outbox where status = 'WAITING'`;
  return n;
};

async function claimRaw(source: PostgresNamespace): Promise<number> {
  await fill(source);
  return await timed(async () => {
    for (let left = rows; left > 0;) {
      const claimed = await source.sql`
        update outbox set status = 'DONE', processed_at = clock_timestamp() where id in (
          select id from outbox where status = 'WAITING' order by id limit ${batch})
        returning id, message_key, payload`;
      left -= claimed.length;
    }
  });
}

async function produceRaw(
  { topic }: KafkaNamespace,
  { host, port }: { host: string; port: number },
): Promise<number> {
  const kafka = new Kafka({ brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  const value = JSON.stringify({
    op: 123456,
    user: "u17",
    seq: 17,
    points: 10,
    id: crypto.randomUUID(),
  });
  const messages = Array.from({ length: batch }, (_, i) => ({ key: `u${i % 50}`, value }));
  const rate = await timed(async () => {
    for (let sent = 0; sent < rows; sent += batch) {
      await producer.send({ topic, acks: -1, messages });
    }
  });
  await producer.disconnect();
  return rate;
}
