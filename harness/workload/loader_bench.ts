/** 2,000 operations a second for 10 s against a stub: none may be dropped. `deno bench -A loader_bench.ts` */
import process from "node:process";
import { startLoader } from "./loader.ts";

const rate = 2000;
const durationMs = 10_000;

/** A separate process, so that the load generator's processor share can be measured alone. */
const stubProgram = `
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) },
    async (request) => Response.json({ op: (await request.json()).op }));`;

async function startStub() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", stubProgram],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return {
    port: Number(new TextDecoder().decode(value)),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await reader.cancel();
      await child.status;
    },
  };
}

const share = (values: number[], p: number) => values[Math.ceil(values.length * p) - 1].toFixed(2);

Deno.bench({ name: "2,000 operations a second for 10 s", n: 1, warmup: 0 }, async () => {
  await using stub = await startStub();
  const historyPath = await Deno.makeTempFile();
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await using loader = startLoader({
    operation: import.meta.resolve("./testing/operation.ts"),
    url: `http://127.0.0.1:${stub.port}/`,
    plan: { seed: 1, rate, durationMs, users: 1000, rollbackShare: 0.02 },
    epochMs: Date.now(),
    historyPath,
  });
  const counts = await loader.done;
  const { user, system } = process.cpuUsage(cpu);
  const coreShare = (user + system) / 1000 / (performance.now() - begin);
  const planned = new Map<number, number>();
  const lateMs: number[] = [];
  const tookMs: number[] = [];
  for (const line of (await Deno.readTextFile(historyPath)).trimEnd().split("\n")) {
    const event = JSON.parse(line);
    if (event.kind === "invoke") {
      planned.set(event.op, event.planned);
      lateMs.push(event.at - event.planned);
    } else tookMs.push(event.at - planned.get(event.op)!);
  }
  await Deno.remove(historyPath);
  for (const values of [lateMs, tookMs]) values.sort((a, b) => a - b);
  console.log(
    `${counts.planned} planned, ${counts.dropped} dropped, ${counts.ok} ok, ` +
      `${(coreShare * 100).toFixed(0)} % of a core; sent late by p50 ${share(lateMs, 0.5)} ms, ` +
      `p99 ${share(lateMs, 0.99)} ms; answered after p50 ${share(tookMs, 0.5)} ms, ` +
      `p99 ${share(tookMs, 0.99)} ms`,
  );
  if (counts.dropped > 0) throw new Error(`${counts.dropped} operations were dropped`);
});
