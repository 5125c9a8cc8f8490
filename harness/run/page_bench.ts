/**
 * Times the page of a run of 1,000,000 operations, of which 4 % are anomalies: from the judged
 * history to the file, beside the reading and judging before it. Run
 * `deno task bench harness/run/page_bench.ts`; `ASYNCLAB_OPS_N` sets the number of operations.
 */
import { join } from "node:path";
import { judge } from "../check/judge.ts";
import { defaultPromises } from "../check/mod.ts";
import type { Facts } from "../history/facts.ts";
import { readHistory } from "../history/read.ts";
import { html } from "../report/html.ts";
import { aboutNothing, toResult } from "../report/result.ts";
import { reportOfRun } from "./write_report.ts";

const wanted = Number(Deno.env.get("ASYNCLAB_OPS_N") ?? 1_000_000);
const folder = await Deno.makeTempDir({ prefix: "asynclab-bench-" });
const page = join(folder, "report.html");
await generate();
const claims = defaultPromises.map((name) => ({ name, under: "any" as const }));
const facts = await read();
const result = judged(facts);
await report();

const group = `${wanted.toLocaleString("en")} operations`;
Deno.bench({ name: "read and judge", group, baseline: true, n: 3, warmup: 1 }, async () => {
  judged(await read());
});
Deno.bench({ name: "write the page", group, n: 3, warmup: 1 }, writePage);
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

function read(): Promise<Facts> {
  return readHistory(folder, { isIndexed: true });
}

function judged(facts: Facts) {
  return toResult(judge(facts, { claims, minimumOperations: 1 }), aboutNothing);
}

/** Curves, stories, the proof, the packed history, the text of the page, the file. */
async function writePage(): Promise<void> {
  const report = await reportOfRun(folder, result, null, facts);
  await Deno.writeTextFile(page, html.render(report));
}

/** Prints the best of three rounds, alternating, and their ratio. */
async function report(): Promise<void> {
  let [judgeMs, pageMs] = [Infinity, Infinity];
  for (let round = 0; round < 3; round++) {
    judgeMs = Math.min(judgeMs, await msOf(async () => judged(await read())));
    pageMs = Math.min(pageMs, await msOf(writePage));
  }
  const megabytes = (Deno.statSync(page).size / 1e6).toFixed(2);
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
  console.log(`read and judge  ${seconds(judgeMs)}`);
  console.log(
    `write the page  ${seconds(pageMs)}, ${(pageMs / judgeMs).toFixed(2)} of it; ${megabytes} MB`,
  );
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Writes the files of a run; of each 100 operations one is lost, one twice, one changed, one late. */
async function generate(): Promise<void> {
  await Deno.mkdir(join(folder, "history"));
  await Deno.writeTextFile(join(folder, "run.json"), "{}");
  const encoder = new TextEncoder();
  const files = new Map<string, { file: Deno.FsFile; lines: string[] }>();
  const write = (name: string, ...events: unknown[]) => {
    const path = join(folder, "history", `${name}.jsonl`);
    const open = files.get(name) ??
      { file: Deno.openSync(path, { write: true, create: true }), lines: [] };
    files.set(name, open);
    for (const event of events) open.lines.push(JSON.stringify(event) + "\n");
    if (open.lines.length >= 10_000) flush(open);
  };
  const flush = (open: { file: Deno.FsFile; lines: string[] }) => {
    open.file.writeSync(encoder.encode(open.lines.join("")));
    open.lines.length = 0;
  };
  write("000-run", {
    at: 0,
    kind: "meta",
    schema: 1,
    truth: "commit",
    targets: ["points"],
    epochMs: 1,
  });
  for (let op = 0; op < wanted; op++) {
    const [at, key, seq] = [op * 0.5, `user-${op % 1_000}`, Math.floor(op / 1_000) + 1];
    const value = String(op * 13 % 1_000);
    const slip = op % 100;
    const n = op + 1 + (slip === 3 ? 1_500 : 0);
    const effect = { at: at + 14, kind: "effect", op, key, seq, n, target: "points", value };
    write(
      "load",
      { at, kind: "invoke", op, key, value, planned: at },
      { at: at + 3, kind: "ok", op },
    );
    write("relay-1", { at: at + 9, kind: "send", op, role: "relay", attempt: 1 });
    write("points-1", { at: at + 12, kind: "deliver", op, role: "points" });
    write(
      "audit",
      { at: at + 2, kind: "commit", op, key, seq },
      { at: at + 11, kind: "stored", op, topic: "logins", partition: 0, offset: op },
      { at: at + 2, kind: "row", op, where: "outbox", place: String(op + 1), state: "done" },
      ...(slip === 0 ? [] : [slip === 2 ? { ...effect, value: "another" } : effect]),
      ...(slip === 1 ? [{ ...effect, n: n + 0.5 }] : []),
    );
  }
  write("000-run", { at: 1e9, kind: "drained", complete: true, why: "quiet" });
  for (const open of files.values()) {
    flush(open);
    open.file.close();
  }
}
