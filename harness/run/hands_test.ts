import assert from "node:assert/strict";
import { inHand, unacknowledgedEffect } from "../contract/hazards.ts";
import type { HazardCount, RoleProcess, Server, Style } from "../contract/lab.ts";
import { beforeKill, recordHands } from "./hands.ts";
import type { Recorder } from "./recorder.ts";

function run(inHandOf: (role: string) => Promise<readonly HazardCount[]>) {
  const log: string[] = [];
  const recorder = {
    record: (event) => {
      if (event.kind === "hazard") log.push(`${event.name} ${event.count} ${event.source}`);
    },
  } as Recorder;
  const style = { inHand: inHandOf } as Style;
  const process = (role: string, isReady = true) =>
    (
      { id: role, role, isReady, pause: () => Promise.resolve(log.push(`stop ${role}`)) }
    ) as unknown as RoleProcess;
  return { log, environment: { style, recorder }, process };
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
