/**
 * Times the verdict on a history of 1,000,000 events, and a plain scan for line feeds over the same
 * file. Run `deno task bench harness/check/judge_bench.ts`; `ASYNCLAB_EVENTS_N` sets the number of
 * events.
 */
import { join } from "node:path";
import { readHistory } from "../history/read.ts";
import { judge } from "./judge.ts";
import { defaultPromises } from "./mod.ts";

const wanted = Number(Deno.env.get("ASYNCLAB_EVENTS_N") ?? 1_000_000);
const folder = await Deno.makeTempDir({ prefix: "asynclab-bench-" });
const path = join(folder, "history.jsonl");
const events = await generate(path, wanted);
const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));

const group = `${events.toLocaleString("en")} events`;
Deno.bench({ name: "line feeds", group, baseline: true, n: 5, warmup: 1 }, async () => {
  await countLines();
});
Deno.bench({ name: "read", group, n: 5, warmup: 1 }, async () => {
  await readHistory(path);
});
Deno.bench({ name: "read and judge", group, n: 5, warmup: 1 }, verdict);

await report();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Writes seven events per operation, as a run of the outbox does. */
async function generate(path: string, wanted: number): Promise<number> {
  using file = await Deno.open(path, { write: true, create: true });
  const encoder = new TextEncoder();
  let lines: string[] = [];
  let events = 0;
  const write = (event: unknown) => {
    events++;
    lines.push(JSON.stringify(event) + "\n");
    if (lines.length < 10_000) return;
    file.writeSync(encoder.encode(lines.join("")));
    lines = [];
  };
  write({ at: 0, kind: "meta", schema: 1, truth: "commit", targets: ["points"], epochMs: 1 });
  const seqs = new Map<string, number>();
  for (let op = 0; events < wanted - 1; op++) {
    const key = `user-${op * 7919 % 1000}`;
    const seq = (seqs.get(key) ?? 0) + 1;
    seqs.set(key, seq);
    const at = op * 0.5 + 0.125;
    const value = String(op * 13 % 1000);
    write({ at, kind: "invoke", op, key, value, planned: op * 0.5 });
    write({ at: at + 2.25, kind: "commit", op, key, seq });
    write({ at: at + 3.5, kind: "ok", op });
    write({ at: at + 9.75, kind: "send", op, role: "relay", attempt: 1 });
    write({ at: at + 11.5, kind: "stored", op, topic: "logins", partition: 0, offset: op });
    write({ at: at + 12.375, kind: "deliver", op, role: "points" });
    write({ at: at + 14.625, kind: "effect", op, key, seq, n: op + 1, target: "points", value });
  }
  write({ at: 1e9, kind: "drained", complete: true, why: "quiet" });
  file.writeSync(encoder.encode(lines.join("")));
  return events;
}

async function countLines(): Promise<number> {
  using file = await Deno.open(path);
  const bytes = new Uint8Array(1 << 20);
  let lines = 0;
  for (let got; (got = await file.read(bytes)) !== null;) {
    for (let p = 0; p < got; p++) if (bytes[p] === 0x0a) lines++;
  }
  return lines;
}

async function verdict(): Promise<void> {
  const { verdict } = judge(await readHistory(path), { claims, minimumOperations: 1 });
  if (verdict !== "kept") throw new Error(`the history is sound, but it was judged ${verdict}`);
}

/** Prints events per second, their ratio, and how far the peak of the resident memory rose. */
async function report(): Promise<void> {
  const peakBefore = restartPeak();
  await verdict();
  const grownBytes = peakBefore === null ? null : peakBytes() - peakBefore;
  const scanMs = await best(countLines);
  const readMs = await best(() => readHistory(path));
  const judgeMs = await best(verdict);
  const size = (await Deno.stat(path)).size;
  const rate = (ms: number) => `${Math.round(events / ms * 1000).toLocaleString("en")} events/s`;
  console.log(
    `history         ${events.toLocaleString("en")} events, ${(size / 1e6).toFixed(0)} MB`,
  );
  console.log(`line feeds      ${rate(scanMs)}`);
  console.log(`read            ${rate(readMs)}, ${(scanMs / readMs).toFixed(2)} of the scan`);
  console.log(`read and judge  ${rate(judgeMs)}, ${(scanMs / judgeMs).toFixed(2)} of the scan`);
  if (grownBytes !== null) {
    console.log(`peak memory     +${(grownBytes / 1e6).toFixed(0)} MB in the first verdict`);
  }
}

async function best(work: () => Promise<unknown>): Promise<number> {
  let bestMs = Infinity;
  for (let round = 0; round < 5; round++) {
    const begin = performance.now();
    await work();
    bestMs = Math.min(bestMs, performance.now() - begin);
  }
  return bestMs;
}

/** Resets the peak of the resident memory; null where the system does not keep it. */
function restartPeak(): number | null {
  try {
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
    return peakBytes();
  } catch {
    return null;
  }
}

function peakBytes(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
}
