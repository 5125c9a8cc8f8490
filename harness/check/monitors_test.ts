/** A monitor detects an anomaly only if it counts that operation. */
import assert from "node:assert/strict";
import {
  asRun,
  commit,
  drained,
  type Event,
  happy,
  invoke,
  meta,
  ok,
  withRunFolder,
} from "./testing/hand_written.ts";
import { readHistory } from "../history/read.ts";
import { storyOf } from "../history/story.ts";
import { answerOn, watchedOf } from "./monitors.ts";

const sample = (name: string, at: number, value: number, limit: number): Event => (
  { at, kind: "monitor", name, value, limit }
);
const row = (state: string): Event => (
  { at: 12, kind: "row", op: 1, where: "outbox", place: "1", state }
);
const aside: Event = {
  at: 500,
  kind: "aside",
  op: 1,
  where: "dead-letter queue",
  side: "consumer",
  reason: "unknown",
};

/** Operation 1 is lost; these events stand beside it. */
async function sightOf(...events: Event[]) {
  const own = events.some(({ kind }) => kind === "commit") ? [] : [commit(1)];
  const all: Event[] = [meta, ...happy(0), invoke(1), ...own, ok(1), ...events, drained];
  return await withRunFolder(asRun(all), async (folder) => {
    const facts = await readHistory(folder);
    const { sight, by, afterMs } = answerOn(facts, 1, (await storyOf(folder, [1])).get(1)!);
    return [sight, by, afterMs, watchedOf(facts)?.length ?? 0];
  });
}

Deno.test("an operation that no monitor counts is silent", async () => {
  const old = sample("oldest-row", 40_000, 39, 30);
  assert.deepEqual(await sightOf(), ["silent", null, null, 0]);
  assert.deepEqual(await sightOf(old), ["silent", null, null, 1]);
  assert.deepEqual(await sightOf(old, row("written")), ["silent", null, null, 1]);
  // It was marked long before the alarm, which was that of another row.
  assert.deepEqual(await sightOf(old, row("done")), ["silent", null, null, 1]);
  assert.deepEqual(await sightOf(sample("dead-letters", 600, 1, 0)), ["silent", null, null, 1]);
});

Deno.test("a row that still waits would alarm after 30 s, or did", async () => {
  const young = sample("oldest-row", 1_000, 0.9, 30);
  assert.deepEqual(await sightOf(young, row("waiting")), ["would-alarm", "oldest-row", 30_000, 1]);
  const old = sample("oldest-row", 31_012, 31, 30);
  assert.deepEqual(await sightOf(young, old, row("taken")), ["detected", "oldest-row", 31_000, 1]);
  // Older than the limit, but before this row can be: another row.
  const other = sample("oldest-row", 20_000, 31, 30);
  assert.deepEqual(await sightOf(other, row("waiting")), ["would-alarm", "oldest-row", 30_000, 1]);
});

Deno.test("a dead letter is detected by the next sample above 0", async () => {
  const before = sample("dead-letters", 400, 1, 0);
  const after = sample("dead-letters", 1_012, 2, 0);
  assert.deepEqual(await sightOf(before, after, aside), ["detected", "dead-letters", 1_000, 1]);
  assert.deepEqual(await sightOf(before, aside), ["would-alarm", "dead-letters", 0, 1]);
});

Deno.test("consumer lag counts a stored message only while the consumer is behind", async () => {
  const stored: Event = { at: 13, kind: "stored", op: 1, topic: "t", partition: 0, offset: 1 };
  const [behind, done] = [3, 0].map((value) => sample("consumer-lag", 5_000, value, 30));
  assert.deepEqual(await sightOf(stored, behind), ["would-alarm", "consumer-lag", 30_000, 1]);
  assert.deepEqual(await sightOf(stored, done), ["silent", null, null, 1]);
});

Deno.test("a monitor of requests detects only operations that it names, and only above its limit", async () => {
  const requests = (name: string, value: number, limit: number, ops: number[]): Event => ({
    ...sample(name, 1_012, value, limit),
    of: "points",
    ops,
  });
  const failed = (value: number, ops: number[]) => requests("failed-requests", value, 0.05, ops);
  const detected = ["detected", "failed-requests", 1_000, 1];
  assert.deepEqual(await sightOf(failed(0.5, [1])), detected);
  assert.deepEqual(await sightOf(failed(0.5, [0])), ["silent", null, null, 1]);
  assert.deepEqual(await sightOf(failed(0.01, [1])), ["silent", null, null, 1]);
  assert.deepEqual(await sightOf(requests("oldest-request", 31, 30, [1])), [
    ...["detected", "oldest-request", 1_000, 1],
  ]);
});

Deno.test("a missing file is detected at the check of the operation's day", async () => {
  const check: Event = {
    ...{ at: 3_012, kind: "clock", name: "check", date: "2026-03-28", zone: "Europe/Berlin" },
    business: "2026-03-29T06:00:00Z",
  };
  const on = (business: string): Event => ({ ...commit(1), business });
  assert.deepEqual(await sightOf(check, on("2026-03-28T10:00:00Z")), [
    ...["detected", "expected-file", 3_000, 1],
  ]);
  assert.deepEqual(await sightOf(check, on("2026-03-28T23:30:00Z")), ["silent", null, null, 1]);
});
