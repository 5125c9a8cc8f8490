import assert from "node:assert/strict";
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { RoleProcess } from "../lab.ts";
import { parsePoints, type PointSpec } from "./point_spec.ts";
import { type Control, openControl } from "./points.ts";

type Written = Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">;

function control(specs: readonly PointSpec[], inForce: Set<string> = new Set()) {
  const written: Written[] = [];
  const killed: string[] = [];
  const opened = openControl({
    specs,
    record: (event) => written.push(event),
    isOn: (name) => inForce.has(name),
    process: (id) => ({
      id,
      kill: () => Promise.resolve(killed.push(id)),
      start: () => Promise.resolve(killed.push(`${id} again`)),
    } as unknown as RoleProcess),
  });
  return Object.assign(opened, { written, killed });
}

/** What a role in any language does at a fault point. */
async function pass(opened: Control, role: string, point: string, position?: number) {
  const url = opened.env(role.split("#")[0]).ASYNCLAB_CONTROL;
  const query = new URLSearchParams({ role, point });
  if (position !== undefined) query.set("position", String(position));
  const answer = await fetch(`${url}?${query}`, { method: "POST" });
  await answer.text();
  return answer.status;
}

const settled = <T>(work: Promise<T>) => {
  const seen = { done: false };
  work.then(() => seen.done = true);
  return seen;
};
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 30));

Deno.test("nothing armed for a role: it is told nothing", async () => {
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

Deno.test("a point that was never hit is written down as touching nothing", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@9"]));
  await pass(opened, "relay", "before-send");
  await opened.settle();
  assert.equal((opened.written[1] as FaultEnd).touched, 0);
});

Deno.test("fail: that pass and no other throws", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@2"]));
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push(await pass(opened, "relay", "before-send"));
  assert.deepEqual(statuses, [200, 418, 200]);
});

Deno.test("during: only passes while the fault is in force are counted", async () => {
  const inForce = new Set<string>();
  await using opened = control(
    parsePoints("fail", ["relay:before-send@1 during partition-network"]),
    inForce,
  );
  assert.equal(await pass(opened, "relay", "before-send"), 200);
  inForce.add("partition-network");
  assert.equal(await pass(opened, "relay", "before-send"), 418);
});

Deno.test("hold until: released by a pass further on, not by one behind", async () => {
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

Deno.test("hold until the n-th pass, counted from the start of the run", async () => {
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

Deno.test("a hold whose end had come before holds nothing, and says so", async () => {
  await using opened = control(
    parsePoints("hold", ["relay:before-read until login:after-commit@1"]),
  );
  await pass(opened, "login", "after-commit");
  assert.equal(await pass(opened, "relay", "before-read"), 200);
  assert.equal((opened.written.at(-1) as FaultEnd).touched, 0);
});

Deno.test("hold for a time ends by itself", async () => {
  await using opened = control(parsePoints("hold", ["relay:after-read=20ms"]));
  assert.equal(await pass(opened, "relay", "after-read"), 200);
  assert.equal((opened.written[1] as FaultEnd).touched, 1);
});

Deno.test("settle lets go what is held", async () => {
  await using opened = control(
    parsePoints("hold", ["login:before-commit=9s"]),
  );
  const waiting = pass(opened, "login", "before-commit");
  await aWhile();
  await opened.settle();
  assert.equal(await waiting, 200);
});

Deno.test("a stranger without the run's token is not heard", async () => {
  await using opened = control(parsePoints("fail", ["relay:before-send@1"]));
  const { origin } = new URL(opened.env("relay").ASYNCLAB_CONTROL);
  const answer = await fetch(`${origin}/?role=relay&point=before-send`, { method: "POST" });
  await answer.text();
  assert.equal(answer.status, 404);
  assert.deepEqual(opened.written, []);
});
