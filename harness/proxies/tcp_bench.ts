/** Compares a link with a direct connection, in the same run. `deno bench -A tcp_bench.ts` */
import { openTcpProxies } from "./tcp_proxies.ts";

const roundTrips = 4000;
const bulkBytes = 256 << 20;

const server = new Worker(
  `data:application/javascript,${
    encodeURIComponent(`
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    self.postMessage(listener.addr.port);
    for await (const c of listener) (async () => {
      c.setNoDelay();
      const buffer = new Uint8Array(65536);
      for (let n; (n = await c.read(buffer)) !== null;) {
        for (let sent = 0; sent < n;) sent += await c.write(buffer.subarray(sent, n));
      }
      c.close();
    })().catch(() => {});`)
  }`,
  { type: "module" },
);
const port = await new Promise<number>((resolve) => server.onmessage = (e) => resolve(e.data));

/** Microseconds for a round trip of 100 bytes: the median of ten rounds. */
async function roundTripUs(connection: Deno.TcpConn): Promise<number> {
  const out = new Uint8Array(100);
  const back = new Uint8Array(100);
  const rounds: number[] = [];
  for (let round = 0; round < 10; round++) {
    const begin = performance.now();
    for (let i = 0; i < roundTrips / 10; i++) {
      await connection.write(out);
      for (let got = 0; got < 100;) got += (await connection.read(back))!;
    }
    rounds.push((performance.now() - begin) / (roundTrips / 10) * 1000);
  }
  return rounds.sort((a, b) => a - b)[5];
}

/** Megabytes per second, sent and received at the same time. */
async function throughputMBs(connection: Deno.TcpConn): Promise<number> {
  const out = new Uint8Array(65536);
  const back = new Uint8Array(65536);
  const begin = performance.now();
  const sending = (async () => {
    for (let sent = 0; sent < bulkBytes;) sent += await connection.write(out);
    await connection.closeWrite();
  })();
  let got = 0;
  for (let n; (n = await connection.read(back)) !== null;) got += n;
  await sending;
  return got / 1000 / (performance.now() - begin);
}

async function measure(port: number) {
  using connection = await Deno.connect({ port });
  connection.setNoDelay();
  await roundTripUs(connection);
  return { us: await roundTripUs(connection), mbs: await throughputMBs(connection) };
}

Deno.bench({ name: "a link beside a direct connection", n: 1, warmup: 0 }, async () => {
  await using links = await openTcpProxies();
  const upstream = { host: "127.0.0.1", port };
  const link = await links.open("bench", { listenPort: 0, upstream });
  const direct = await measure(port);
  const proxied = await measure(link.port);
  const ratio = (a: number, b: number) => (a / b).toFixed(2);
  console.log(
    `round trip ${direct.us.toFixed(0)} us direct, ${proxied.us.toFixed(0)} us through the link: ` +
      `${ratio(proxied.us, direct.us)} times as long`,
  );
  console.log(
    `throughput ${direct.mbs.toFixed(0)} MB/s direct, ${
      proxied.mbs.toFixed(0)
    } MB/s through the link: ` +
      `${ratio(proxied.mbs, direct.mbs)} of it`,
  );
});
globalThis.addEventListener("unload", () => server.terminate());
