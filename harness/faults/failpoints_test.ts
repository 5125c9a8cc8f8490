import assert from "node:assert/strict";
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import { unrecordedSend } from "../contract/hazards.ts";
import type { RoleProcess } from "../contract/lab.ts";
import { parsePass, parsePoints, type Pass, type PointSpec } from "./failpoint_spec.ts";
import { type Control, openControl } from "./failpoints.ts";

type Written = Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">;

function control(
  specs: readonly PointSpec[],
  inForce: Set<string> = new Set(),
  passes: readonly Pass[] = [],
  notesPasses = false,
) {
  const written: Written[] = [];
  const hazards: string[] = [];
  const killed: string[] = [];
  const incarnations: Record<string, number> = {};
  const opened = openControl({
    specs,
    passes,
    notesPasses,
    record: (event) => written.push(event),
    isOn: (name) => inForce.has(name),
    hazards: {
      of: ({ at }) => at.point === "after-send-before-mark" ? [unrecordedSend] : [],
      record: ({ name, op, source }) => hazards.push(`${name} ${op} ${source}`),
    },
    process: (id) => ({
      id,
      isUp: true,
      incarnation: incarnations[id] ?? 1,
      kill: () => Promise.resolve(killed.push(id)),
      start: () => Promise.resolve(killed.push(`${id} again`)),
    } as unknown as RoleProcess),
  });
  return Object.assign(opened, { written, hazards, killed, incarnations });
}

/** Reports a pass as a role in any language does; returns the status of the answer. */
async function pass(
  opened: Control,
  role: string,
  point: string,
  position?: number,
  ops?: readonly number[],
) {
  const url = opened.env(role.split("#")[0]).ASYNCLAB_CONTROL;
  const query = new URLSearchParams({ role, point });
  if (position !== undefined) query.set("position", String(position));
  const body = ops && JSON.stringify(ops);
  const answer = await fetch(`${url}?${query}`, { method: "POST", body });
  await answer.text();
  return answer.status;
}

const settled = <T>(work: Promise<T>) => {
  const seen = { done: false };
  work.then(() => seen.done = true);
  return seen;
};
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 30));

Deno.test("a role with nothing armed gets no failpoint settings", async () => {
  await using opened = control(parsePoints("crash", ["relay:after-mark"]));
  assert.deepEqual(opened.env("login"), {});
  assert.equal(opened.env("relay").ASYNCLAB_POINTS, "after-mark");
});

Deno.test("a crash strikes at its pass, once a run, and the process is started again", async () => {
  await using opened = control(parsePoints("crash", ["relay:after-mark@2"]));
  for (let i = 0; i < 5; i++) await pass(opened, "relay", "after-mark");
  await opened.settle();
  assert.deepEqual(opened.killed, ["relay", "relay again"]);
  assert.deepEqual(opened.written.map((event) => event.phase), ["begin", "end"]);
});

Deno.test("with notes every role is asked for its first passes, and these count for no failpoint", async () => {
  await using opened = control(parsePoints("crash", ["relay:after-mark"]), undefined, [], true);
  const { ASYNCLAB_CONTROL: url, ...others } = opened.env("points");
  assert.deepEqual(others, { ASYNCLAB_FIRST_PASSES: "1", ASYNCLAB_POINTS: "" });
  const first = new URLSearchParams({ role: "relay#2", point: "after-mark", first: "" });
  await (await fetch(`${url}?${first}`, { method: "POST" })).text();
  assert.deepEqual([opened.passed(), opened.killed], [["relay:after-mark"], []]);
  await pass(opened, "relay", "before-send");
  assert.deepEqual(opened.passed(), ["relay:after-mark", "relay:before-send"]);
});

Deno.test("a failpoint that struck is a hazard of each operation of its pass, one that did not is none", async () => {
  await using opened = control([
    ...parsePoints("crash", ["relay:after-send-before-mark@2"]),
    ...parsePoints("fail", ["relay:after-mark@1"]),
    ...parsePoints("fail", ["relay:after-send-before-mark@9"]),
  ]);
  const at = (point: string, ops: readonly number[]) =>
    pass(opened, "relay", point, undefined, ops);
  await at("after-send-before-mark", [1]);
  await at("after-mark", [1]);
  assert.deepEqual(opened.hazards, [], "the pass before, and a point without a hazard");
  await at("after-send-before-mark", [2, 3]);
  await opened.settle();
  const source = "failpoint relay:after-send-before-mark";
  assert.deepEqual(opened.hazards, [`unrecorded-send 2 ${source}`, `unrecorded-send 3 ${source}`]);
});

Deno.test("a failpoint that was never hit is recorded as touching nothing", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@9"]));
  await pass(opened, "relay", "before-send");
  await opened.settle();
  const { touched, ineffective } = opened.written[1] as FaultEnd;
  assert.equal(touched, 0);
  assert.equal(ineffective, "relay:before-send was passed once, not 9 times");
});

Deno.test("only the first pass with the named operation throws", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@op=17"]));
  const statuses = [];
  for (const ops of [[], [16], [3, 17, 18], [17]]) {
    statuses.push(await pass(opened, "relay", "before-send", undefined, ops));
  }
  assert.deepEqual(statuses, [200, 200, 418, 200]);
});

Deno.test("a hold lasts until the named operation passes the other failpoint", async () => {
  await using opened = control(
    parsePoints("hold", ["login:before-commit until relay:after-mark@op=3"]),
  );
  const waiting = pass(opened, "login", "before-commit", 10, [1]);
  const seen = settled(waiting);
  await aWhile();
  await pass(opened, "relay", "after-mark", 99, [1, 2]);
  await aWhile();
  assert.equal(seen.done, false);
  await pass(opened, "relay", "after-mark", 5, [3]);
  assert.equal(await waiting, 200);
});

Deno.test("a process waits at a fault's pass until it is released, and no other process waits", async () => {
  const at = parsePass("relay:after-read@2")!;
  await using opened = control([], new Set(), [at]);
  assert.equal(opened.env("relay").ASYNCLAB_POINTS, "after-read");
  assert.equal(await pass(opened, "relay", "after-read"), 200);
  const waiting = pass(opened, "relay#2", "after-read");
  const seen = settled(waiting);
  const arrival = await opened.arrival(at);
  assert.equal(await pass(opened, "relay", "after-read"), 200);
  assert.deepEqual([arrival.process, arrival.isWaiting(), seen.done], ["relay#2", true, false]);
  arrival.release();
  assert.equal(await waiting, 200);
  assert.deepEqual([arrival.isWaiting(), arrival.wentOn()], [false, false]);
});

Deno.test("a process that was restarted no longer counts as waiting at a fault's pass", async () => {
  const at = parsePass("relay:after-read")!;
  await using opened = control([], new Set(), [at]);
  const waiting = pass(opened, "relay", "after-read");
  const arrival = await opened.arrival(at);
  assert.equal(arrival.isWaiting(), true);
  opened.incarnations.relay = 2;
  assert.equal(arrival.isWaiting(), false);
  arrival.release();
  await waiting;
});

Deno.test("a crash `during` a fault strikes at the very pass at which that fault begins", async () => {
  const at = parsePass("relay:after-read@2")!;
  const inForce = new Set<string>();
  const during = parsePoints("crash", ["relay:after-read@1 during kill-broker"]);
  await using opened = control(during, inForce, [at]);
  await pass(opened, "relay", "after-read");
  const waiting = pass(opened, "relay", "after-read");
  const arrival = await opened.arrival(at);
  inForce.add("kill-broker");
  assert.deepEqual(opened.killed, []);
  arrival.release();
  await waiting;
  await opened.settle();
  assert.deepEqual(opened.killed, ["relay", "relay again"]);
});

Deno.test("a pass that was given up holds no process, and the number of passes so far is returned", async () => {
  const at = parsePass("relay:after-read@2")!;
  await using opened = control([], new Set(), [at]);
  await pass(opened, "relay", "after-read");
  assert.equal(opened.giveUp(at), 1);
  assert.equal(await pass(opened, "relay", "after-read"), 200);
});

Deno.test("a process that waits for a fault is released when the failpoints are closed", async () => {
  const at = parsePass("relay:after-read")!;
  const opened = control([], new Set(), [at]);
  const waiting = pass(opened, "relay", "after-read");
  await opened.arrival(at);
  await opened[Symbol.asyncDispose]();
  assert.equal(await waiting, 200);
});

Deno.test("`fail` throws at its pass and at no other pass", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@2"]));
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push(await pass(opened, "relay", "before-send"));
  assert.deepEqual(statuses, [200, 418, 200]);
});

Deno.test("`during` counts only passes while the fault is in force", async () => {
  const inForce = new Set<string>();
  await using opened = control(
    parsePoints("fail", ["relay:before-send@1 during partition-network"]),
    inForce,
  );
  assert.equal(await pass(opened, "relay", "before-send"), 200);
  inForce.add("partition-network");
  assert.equal(await pass(opened, "relay", "before-send"), 418);
});

Deno.test("a hold is released by a pass at a later position, not by one at an earlier position", async () => {
  await using opened = control(
    parsePoints("hold", ["login:before-commit until relay:after-mark"]),
  );
  const waiting = pass(opened, "login", "before-commit", 10);
  const seen = settled(waiting);
  await aWhile();
  await pass(opened, "relay", "after-mark", 9);
  await aWhile();
  assert.equal(seen.done, false);
  await pass(opened, "relay", "after-mark", 11);
  assert.equal(await waiting, 200);
  assert.deepEqual(opened.written.map((event) => event.phase), ["begin", "end"]);
});

Deno.test("a hold until the n-th pass counts the passes from the start of the run", async () => {
  await using opened = control(
    parsePoints("hold", ["relay:before-read until login:after-commit@3"]),
  );
  await pass(opened, "login", "after-commit");
  const waiting = pass(opened, "relay", "before-read");
  const seen = settled(waiting);
  await pass(opened, "login", "after-commit");
  await aWhile();
  assert.equal(seen.done, false);
  await pass(opened, "login", "after-commit");
  assert.equal(await waiting, 200);
});

Deno.test("if the pass that ends a hold came before the hold, nothing is held, and the hold says so", async () => {
  await using opened = control(
    parsePoints("hold", ["relay:before-read until login:after-commit@1"]),
  );
  await pass(opened, "login", "after-commit");
  assert.equal(await pass(opened, "relay", "before-read"), 200);
  assert.equal((opened.written.at(-1) as FaultEnd).touched, 0);
});

Deno.test("a hold for a time ends by itself", async () => {
  await using opened = control(parsePoints("hold", ["relay:after-read=20ms"]));
  assert.equal(await pass(opened, "relay", "after-read"), 200);
  assert.equal((opened.written[1] as FaultEnd).touched, 1);
});

Deno.test("`settle` releases the held processes", async () => {
  await using opened = control(
    parsePoints("hold", ["login:before-commit=9s"]),
  );
  const waiting = pass(opened, "login", "before-commit");
  await aWhile();
  await opened.settle();
  assert.equal(await waiting, 200);
});

Deno.test("a request without the run's token is rejected", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@1"]));
  const { origin } = new URL(opened.env("relay").ASYNCLAB_CONTROL);
  const answer = await fetch(`${origin}/?role=relay&point=before-send`, { method: "POST" });
  await answer.text();
  assert.equal(answer.status, 404);
  assert.deepEqual(opened.written, []);
});
