import assert from "node:assert/strict";
import { startLoader } from "./loader.ts";
import {
  type Answer,
  hang,
  json,
  ok,
  optionsOf,
  readHistory,
  serve,
  sleep,
  tempDir,
} from "./loader_testing.ts";
import { planOperations } from "./plan.ts";

/** With these options the trouble is active before the first operation is due, and a slow machine drops none. */
const unhurried = { startAtMs: 2_000, inFlightLimit: 1_000 };
const honest: Answer = (body, response) =>
  body.rollback ? json(response, 409, { reason: "rolled back" }) : json(response, 200, {});

Deno.test("`poison` marks the next operations that are not rolled back, and returns their numbers", async () => {
  await using server = await serve(ok);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, {
    rate: 50,
    messages: 1_000_000,
    rollbackShare: 0.5,
  });
  await using loader = startLoader(options);
  const first = await loader.poison(3);
  const second = await loader.poison(1000);
  while (server.bodies.filter(({ note }) => note).length < 12) await sleep(2);
  const marked = [await first.end(), await second.end()];
  assert.deepEqual(await first.end(), marked[0]);
  const last = marked[1].at(-1)!;
  while (!server.bodies.some(({ op, rollback }) => op > last && !rollback)) await sleep(2);
  const counts = await loader.stop();
  await readHistory(options.historyPath, counts);
  const carried = server.bodies.filter(({ note }) => note !== undefined);
  assert.deepEqual(carried.map(({ op }) => op).sort((a, b) => a - b), marked.flat());
  assert.equal(marked[0].length, 3);
  assert.ok(marked[1].length >= 2);
  assert.ok(carried.every(({ note, rollback }) => note!.length === 2_000_000 && !rollback));
  const plan = planOperations(options.plan);
  const from = marked[0][0];
  const between = Array.from({ length: last - from + 1 }, (_, i) => plan.at(from + i));
  const innocent = between.filter(({ rollback }) => !rollback).map(({ op }) => op);
  assert.deepEqual(marked.flat(), innocent);
});

Deno.test("rollBack takes its share of the operations that the plan does not roll back, chosen by the seed", async () => {
  await using server = await serve(honest);
  await using dir = await tempDir();
  const options = {
    ...optionsOf(server.url, dir.path, { messages: 300, rollbackShare: 0.2 }),
    ...unhurried,
  };
  await using loader = startLoader(options);
  const fault = await loader.rollBack(0.3);
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  const plan = planOperations(options.plan);
  let more = 0;
  for (const [op, { invoke }] of seen.entries()) {
    const { rollback, chance } = plan.at(op);
    const taken = !rollback && chance < 0.3;
    if (taken) more++;
    const is = rollback || taken;
    assert.equal(invoke!.rollback, is ? true : undefined);
    assert.equal("rollback" in invoke!, is);
    assert.equal(server.bodies.find((body) => body.op === op)!.rollback, is);
  }
  assert.ok(more > 0 && more < 300);
  assert.equal(counts.fail, seen.filter(({ invoke }) => invoke!.rollback).length);
  assert.equal(counts.ok + counts.fail, 300);
  assert.deepEqual([await fault.end(), await fault.end()], [more, more]);
});

Deno.test("rollBack does not touch poisoned operations, or operations after its end", async () => {
  await using server = await serve(honest);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rate: 100, messages: 1_000_000 });
  await using loader = startLoader(options);
  const poison = await loader.poison(3);
  const fault = await loader.rollBack(1);
  while (loader.counts().fail < 5) await sleep(2);
  const more = await fault.end();
  const marked = await poison.end();
  const before = server.bodies.length;
  while (server.bodies.length < before + 20) await sleep(2);
  const counts = await loader.stop();
  const seen = await readHistory(options.historyPath, counts);
  assert.equal(marked.length, 3);
  for (const op of marked) assert.equal(seen[op].invoke!.rollback, undefined);
  assert.equal(seen.filter(({ invoke }) => invoke!.rollback).length, counts.fail);
  // The last operations that the trouble rolled back may have been answered after its end.
  assert.ok(more >= 5 && more <= counts.fail && counts.ok > 3, `${more} of ${counts.fail}`);
});

Deno.test("rollBack ends when all operations that it rolled back have their answers, however late", async () => {
  const open = Promise.withResolvers<void>();
  const late: Answer = (...asked) => void open.promise.then(() => honest(...asked));
  await using server = await serve(late);
  await using dir = await tempDir();
  const options = { ...optionsOf(server.url, dir.path, { messages: 1_000_000 }), ...unhurried };
  await using loader = startLoader(options);
  const fault = await loader.rollBack(1);
  while (server.bodies.length < 5) await sleep(2);
  const ended = fault.end();
  const isEarly = await Promise.race([ended.then(() => true), sleep(200).then(() => false)]);
  assert.ok(!isEarly, "nobody has an answer yet");
  open.resolve();
  const touched = await ended;
  await loader.stop();
  assert.equal(touched, server.bodies.filter(({ rollback }) => rollback).length);
});

Deno.test("rollBack counts only operations that were refused with HTTP 409", async () => {
  const answers: Answer[] = [
    honest,
    (_, response) => json(response, 200, {}),
    (_, response) => json(response, 503, { reason: "busy" }),
    hang,
  ];
  await using server = await serve((body, ...rest) => answers[body.op % 4](body, ...rest));
  await using dir = await tempDir();
  const plan = { messages: 80, rollbackShare: 0.2 };
  const options = { ...optionsOf(server.url, dir.path, plan), ...unhurried, timeoutMs: 1_000 };
  await using loader = startLoader(options);
  const fault = await loader.rollBack(1);
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  const { at } = planOperations(options.plan);
  const refused = seen.filter(({ outcome }, op) =>
    outcome!.reason === "rolled back" && !at(op).rollback
  );
  assert.equal(await fault.end(), refused.length);
  assert.ok(refused.length > 0 && refused.length < 20, `${refused.length}`);
});

Deno.test("a burst over the whole plan adds operations evenly, continues the plan's numbers, and ends with the plan", async () => {
  await using server = await serve(honest);
  await using dir = await tempDir();
  const plan = { rate: 200, messages: 100, rollbackShare: 0.3 };
  const options = { ...optionsOf(server.url, dir.path, plan), ...unhurried };
  await using loader = startLoader(options);
  const fault = await loader.burst(3);
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  assert.equal(counts.planned, 300);
  assert.deepEqual([await fault.end(), await fault.end()], [200, 200]);
  const { draw, durationMs } = planOperations(options.plan);
  const startMs = seen[0].invoke!.planned;
  for (const [op, { invoke, outcome }] of seen.entries()) {
    const { key, value, rollback, thinkMs } = draw(op);
    assert.deepEqual([invoke!.key, invoke!.value], [key, value]);
    assert.equal(outcome!.kind, rollback ? "fail" : "ok");
    const { plannedMs, ...body } = server.bodies.find((body) => body.op === op)!;
    assert.deepEqual(body, { op, user: key, points: Number(value), rollback, thinkMs });
    assert.ok(Math.abs(invoke!.planned - startMs - plannedMs) < 0.003);
  }
  const times = seen.map(({ invoke }) => invoke!.planned - startMs);
  assert.deepEqual(times.slice(100), times.slice(100).toSorted((a, b) => a - b));
  for (const [i, ms] of times.toSorted((a, b) => a - b).entries()) {
    assert.ok(Math.abs(ms - i * durationMs / 300) < 0.003, `${i} at ${ms}`);
  }
});

Deno.test("a burst that is ended early returns how many operations it added, and adds no more", async () => {
  await using server = await serve(ok);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rate: 300, messages: 600 });
  await using loader = startLoader(options);
  while (server.bodies.length < 20) await sleep(2);
  const first = await loader.burst(3);
  const second = await loader.burst(4);
  while (server.bodies.filter(({ op }) => op >= 600).length < 40) await sleep(2);
  const more = [await first.end(), await second.end()];
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  assert.deepEqual([await first.end(), await second.end()], more);
  assert.ok(more[0] > 0 && more[1] > 0);
  assert.ok(more[0] + more[1] >= 40);
  assert.equal(seen.slice(600).filter(({ invoke }) => invoke).length, more[0] + more[1]);
  assert.equal(counts.ok + counts.dropped, counts.planned);
});

Deno.test("a burst at the limit in flight drops operations, and counts only the sent ones", async () => {
  await using server = await serve(hang);
  await using dir = await tempDir();
  const options = {
    ...optionsOf(server.url, dir.path, { rate: 500, messages: 50 }),
    ...unhurried,
    inFlightLimit: 5,
    timeoutMs: 30,
  };
  await using loader = startLoader(options);
  const fault = await loader.burst(10);
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts);
  assert.equal(await fault.end(), seen.slice(50).filter(({ invoke }) => invoke).length);
  assert.equal(counts.planned, 500);
  // An operation that was given up before it had a connection is a fail.
  assert.equal(counts.info + counts.fail, counts.sent);
  assert.ok(seen.slice(50).some(({ drop }) => drop), JSON.stringify(counts));
});

Deno.test("every operation has its outcome where a load is disposed during a burst", async () => {
  await using server = await serve(hang);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { messages: 1_000_000 });
  const loader = startLoader(options);
  const fault = await loader.burst(4);
  while (server.bodies.filter(({ op }) => op >= 1_000_000).length < 20) await sleep(2);
  await loader[Symbol.asyncDispose]();
  const counts = await loader.done;
  const seen = await readHistory(options.historyPath, counts, 1_000_000);
  assert.ok(seen.length > 1_000_000 + 20);
  assert.equal(counts.info + counts.fail, counts.sent);
  await assert.rejects(fault.end(), /ended/);
  await assert.rejects(loader.burst(2), /ended/);
  await assert.rejects(loader.rollBack(0.5), /ended/);
});

Deno.test("an active or late burst adds nothing to a stopped load", async () => {
  await using server = await serve((...all) => void setTimeout(() => ok(...all), 100));
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path, { rate: 300, messages: 1_000_000 });
  await using loader = startLoader(options);
  const on = await loader.burst(2);
  while (server.bodies.filter(({ op }) => op >= 1_000_000).length < 10) await sleep(2);
  const done = loader.stop();
  const late = await loader.burst(100);
  const counts = await done;
  const seen = await readHistory(options.historyPath, counts, 1_000_000);
  const extras = seen.slice(1_000_000);
  assert.equal(await on.end(), extras.filter(({ invoke }) => invoke).length);
  assert.equal(await late.end(), 0);
});

Deno.test("an invalid share or number of times is refused, and the load goes on", async () => {
  await using server = await serve(ok);
  await using dir = await tempDir();
  const options = optionsOf(server.url, dir.path);
  await using loader = startLoader(options);
  for (const share of [-0.1, 1.1, NaN]) await assert.rejects(loader.rollBack(share), RangeError);
  for (const times of [1, 101, 2.5, NaN]) await assert.rejects(loader.burst(times), RangeError);
  assert.equal((await loader.done).ok, 50);
});
