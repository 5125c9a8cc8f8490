/** Shared by the tests of the load generator: a server, a folder, and a reader of the history. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Drop, HistoryEvent, Invoke, Outcome } from "../history/event.ts";
import type { Counts, LoaderOptions } from "./loader.ts";

export interface Body {
  op: number;
  user: string;
  points: number;
  rollback: boolean;
  thinkMs: number;
  plannedMs: number;
  note?: string;
}
export type Answer = (body: Body, response: ServerResponse, request: IncomingMessage) => void;

/** A real server that keeps the received bodies in order, and answers by `answer`. */
export async function serve(answer: Answer) {
  const bodies: Body[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (bytes) => text += bytes);
    request.on("error", () => {});
    request.on("end", () => {
      const body = JSON.parse(text) as Body;
      bodies.push(body);
      answer(body, response, request);
    });
  });
  server.on("clientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    bodies,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

export async function tempDir() {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

export const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
export const ok: Answer = (body, response) => json(response, 200, { op: body.op });
export const hang: Answer = () => {};
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function optionsOf(url: string, dir: string, plan: Partial<LoaderOptions["plan"]> = {}) {
  return {
    operation: import.meta.resolve("./testing/operation.ts"),
    url,
    plan: { seed: 7, rate: 1000, messages: 50, users: 10, ...plan },
    epochMs: Date.now() - 5,
    historyPath: join(dir, "load.jsonl"),
  };
}

export interface Seen {
  invoke?: Invoke;
  drop?: Drop;
  outcome?: Outcome;
}

/**
 * The history by operation. Fails where an operation has no end, two ends, or an end before its
 * invoke, and where a number is missing. The last numbers below `extrasFrom` (the plan's count) may
 * be missing, because a load may end early.
 */
export async function readHistory(
  path: string,
  counts: Counts,
  extrasFrom = Infinity,
): Promise<Seen[]> {
  const text = await Deno.readTextFile(path);
  assert.ok(text === "" || text.endsWith("\n"));
  const seen: Seen[] = [];
  for (const line of text.split("\n").filter(Boolean)) {
    const event = JSON.parse(line) as HistoryEvent;
    if (event.kind !== "invoke" && event.kind !== "drop" && !isOutcome(event)) assert.fail(line);
    const op = seen[event.op] ??= {};
    if (isOutcome(event)) {
      assert.ok(op.invoke && !op.outcome, line);
      assert.ok(event.at >= op.invoke.at);
      op.outcome = event;
    } else {
      assert.ok(!op.invoke && !op.drop, line);
      assert.ok(event.at >= event.planned!, line);
      Object.assign(op, { [event.kind]: event });
    }
  }
  const having = (holds: (op: Seen) => unknown) => seen.filter(holds).length;
  const kind = (kind: string) => having(({ outcome }) => outcome?.kind === kind);
  assert.deepEqual({
    planned: having(() => true),
    sent: having(({ invoke }) => invoke),
    dropped: having(({ drop }) => drop),
    ok: kind("ok"),
    fail: kind("fail"),
    info: kind("info"),
    inFlight: 0,
  }, counts);
  assert.equal(counts.planned, counts.dropped + counts.ok + counts.fail + counts.info);
  const ops = Object.keys(seen).map(Number);
  const own = ops.filter((op) => op < extrasFrom).length;
  assert.deepEqual(ops, ops.map((_, i) => i < own ? i : extrasFrom + i - own));
  return seen;
}

const isOutcome = (event: HistoryEvent): event is Outcome =>
  event.kind === "ok" || event.kind === "fail" || event.kind === "info";
