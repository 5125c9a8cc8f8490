import assert from "node:assert/strict";
import { inHand, unacknowledgedEffect } from "../contract/hazards.ts";
import type { HazardCount, HttpProxy, Lab, RoleProcess, Server, Style } from "../contract/lab.ts";
import type { Unanswered } from "../contract/proxy.ts";
import { beforeKill, recordHands } from "./hands.ts";
import type { Recorder } from "./recorder.ts";

const declared = { relay: {}, points: {}, login: { calls: ["points"] }, audit: {} };

function run(
  inHandOf: (role: string) => Promise<readonly HazardCount[]>,
  unanswered?: readonly Unanswered[],
) {
  const log: string[] = [];
  const recorder = {
    record: (event) => {
      if (event.kind !== "hazard") return;
      const { name, op, count = `op ${op}`, source } = event;
      log.push(`${name} ${count} ${source}`);
    },
  } as Recorder;
  const style = { inHand: inHandOf } as Style;
  const process = (role: string, isReady = true) =>
    (
      { id: role, role, isReady, pause: () => Promise.resolve(log.push(`stop ${role}`)) }
    ) as unknown as RoleProcess;
  const proxy = { unanswered: () => Promise.resolve(unanswered) } as unknown as HttpProxy;
  const httpProxies: Record<string, HttpProxy> = unanswered === undefined ? {} : { points: proxy };
  const roles = declared as unknown as Lab["roles"];
  return { log, environment: { style, recorder, httpProxies, roles }, process };
}

const two = [{ hazard: inHand, count: 2 }, { hazard: unacknowledgedEffect, count: 0 }];

Deno.test("a process stands still before it is looked at, and only what it holds is recorded", async () => {
  const { log, environment, process } = run(() => Promise.resolve(two));
  await beforeKill(environment, [], process("relay"));
  assert.deepEqual(log, ["stop relay", "in-hand 2 in hand of relay"]);
});

Deno.test("before a server is killed every role that is up is looked at, and none is stopped", async () => {
  const { log, environment, process } = run(() => Promise.resolve(two));
  const processes = [
    process("relay"),
    process("points"),
    process("points"),
    process("spare", false),
  ];
  await beforeKill(environment, processes, { name: "broker" } as Server);
  assert.deepEqual(log, ["in-hand 2 in hand of relay", "in-hand 2 in hand of points"]);
});

Deno.test("a role whose server is away hides nothing of the others, and a late sample is given up", async () => {
  const away = run((role) =>
    role === "relay" ? Promise.reject(new Error("away")) : Promise.resolve(two)
  );
  await recordHands(away.environment, ["relay", "points"]);
  assert.deepEqual(away.log, ["in-hand 2 in hand of points"]);
  const { promise, resolve } = Promise.withResolvers<readonly HazardCount[]>();
  const late = run(() => promise);
  await recordHands(late.environment, ["relay"]);
  resolve(two);
  await promise;
  assert.deepEqual(late.log, []);
});

Deno.test("a style without samples stops nothing", async () => {
  const { log, environment, process } = run(() => Promise.resolve(two));
  const style = {} as Style;
  await beforeKill({ ...environment, style }, [], process("relay"));
  assert.deepEqual(log, []);
});

const none = () => Promise.resolve([]);
const requests: readonly Unanswered[] = [
  { op: 7, ageMs: 90, isReached: true },
  { op: 8, ageMs: 1, isReached: false },
  { op: null, ageMs: 1, isReached: true },
];

Deno.test("an unanswered request is in hand of its caller, and once it has come of the called role", async () => {
  const seenOf = async (victim: string) => {
    const { log, environment, process } = run(none, requests);
    await beforeKill(environment, [], process(victim));
    return log;
  };
  const [seven, eight, unnamed] = [7, 8, undefined].map((op) =>
    `in-hand op ${op} unanswered requests to points`
  );
  assert.deepEqual(await seenOf("login"), ["stop login", seven, eight, unnamed]);
  assert.deepEqual(await seenOf("points"), ["stop points", seven, unnamed]);
  assert.deepEqual(await seenOf("audit"), ["stop audit"]);
});

Deno.test("where a server ends with caller and called role, each request counts once", async () => {
  const { log, environment, process } = run(none, requests.slice(0, 1));
  const processes = [process("login"), process("points")];
  await beforeKill(environment, processes, { name: "target" } as Server);
  assert.deepEqual(log, ["in-hand op 7 unanswered requests to points"]);
});

Deno.test("a proxy that does not answer holds up no kill", async () => {
  const { log, environment, process } = run(none, requests);
  const proxy = { unanswered: () => Promise.reject(new Error("gone")) } as unknown as HttpProxy;
  await beforeKill({ ...environment, httpProxies: { points: proxy } }, [], process("points"));
  assert.deepEqual(log, ["stop points"]);
});
