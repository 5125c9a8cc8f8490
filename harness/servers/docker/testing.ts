/** Shared by the tests of the docker runtime: requests, clients, a trivial proxy. */
import assert from "node:assert/strict";
import { Kafka, logLevel } from "kafkajs";
import { Refusal } from "../../errors.ts";
import { openDatabase, raw } from "../../services/postgres/database.ts";
import type { Access, Endpoint, ProvisionRequest, Route } from "../../contract/lab.ts";
import { postgres } from "../../services/postgres/service.ts";
export { requireEngine } from "../../../testing/engine.ts";
import { listOf } from "./sweep.ts";

/**
 * A request for one Postgres, for a new run; `said` gets the lines of progress. Disposing removes
 * the folder of its logs.
 */
export function request(
  over: Partial<ProvisionRequest> & { said?: string[] } = {},
): ProvisionRequest & Disposable {
  const logsDir = Deno.makeTempDirSync({ prefix: "asynclab-docker-test-" });
  return {
    run: `test-${crypto.randomUUID().slice(0, 8)}`,
    services: { source: postgres },
    routes: {},
    logsDir,
    say: (line) => over.said?.push(line),
    signal: new AbortController().signal,
    ...over,
    [Symbol.dispose]: () => Deno.removeSync(logsDir, { recursive: true }),
  };
}

export async function assertNothingLeft(run: string): Promise<void> {
  assert.deepEqual(await listOf(run), { containers: [], networks: [], volumes: [] });
}

export async function refusal(promise: Promise<unknown>): Promise<Refusal> {
  const error = await promise.then(() => null, (error) => error);
  assert.ok(error instanceof Refusal, `expected a Refusal: ${error}`);
  return error;
}

/** Runs the statement on a new connection. */
// deno-lint-ignore no-explicit-any -- the rows depend on the statement
export async function query(access: Access, statement: string): Promise<any[]> {
  const { endpoint, user, password } = access;
  const url = `postgres://${user}:${password}@${endpoint.host}:${endpoint.port}/postgres`;
  await using sql = openDatabase({ url, max: 1 });
  return await sql`${raw(statement)}`;
}

export function kafkaOf({ host, port }: Endpoint): Kafka {
  return new Kafka({
    brokers: [`${host}:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    requestTimeout: 2000,
    retry: { retries: 0 },
  });
}

/** Listens where the route says, and passes everything on in both directions. */
export function passThrough({ listenPort, upstream }: Route): AsyncDisposable & { seen: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: listenPort });
  const open = new Set<Promise<unknown>>();
  const proxy = {
    seen: 0,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(open);
    },
  };
  const serve = async (client: Deno.TcpConn) => {
    const server = await Deno.connect({ hostname: upstream.host, port: upstream.port });
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
  };
  const accepting = (async () => {
    for await (const client of listener) {
      proxy.seen++;
      open.add(serve(client));
    }
  })();
  return proxy;
}
