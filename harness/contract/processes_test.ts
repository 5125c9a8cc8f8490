import assert from "node:assert/strict";
import { labOf } from "../faults/testing/role_processes.ts";
import { anyProcessesOf, processesOf } from "./processes.ts";
import { releasePorts } from "../host/ports.ts";
import { listeningPorts, routesNeeded } from "../roles/roles.ts";

const lab = labOf({
  login: { links: ["source"], listens: true },
  points: { part: "consumer", links: ["broker", "target"], spare: 1, listens: true },
  coupon: { instances: 0, links: ["broker"], spare: 1 },
  audit: { joinsLater: true, links: ["broker"] },
}, { command: {}, event: { coupon: 2 }, bare: { points: 0 }, wide: { points: 2 } });

const ids = (variant: string) => processesOf(lab, variant).map(({ id }) => id);

Deno.test("a role has as many processes as the variant says, else as it says itself", () => {
  assert.deepEqual(ids("command"), ["login", "points", "points#2", "audit"]);
  const event = ["login", "points", "points#2", "coupon", "coupon#2", "coupon#3", "audit"];
  assert.deepEqual(ids("event"), event);
  assert.deepEqual(ids("wide"), ["login", "points", "points#2", "points#3", "audit"]);
});

Deno.test("a role that a variant does without has no spare process either", () => {
  assert.deepEqual(ids("bare"), ["login", "audit"]);
});

Deno.test("spare processes and roles that join later are not started with the run", () => {
  const standby = processesOf(lab, "wide").map(({ id, standby }) => [id, standby]);
  assert.deepEqual(standby, [
    ["login", null],
    ["points", null],
    ["points#2", null],
    ["points#3", "spare"],
    ["audit", "joins-later"],
  ]);
});

Deno.test("each process has links and ports, whenever it starts", () => {
  assert.deepEqual(routesNeeded(lab, "event"), { source: 1, broker: 6, target: 2 });
  const run = `test-${crypto.randomUUID()}`;
  const listening = [...listeningPorts(lab, "event", run).keys()];
  releasePorts(run);
  assert.deepEqual(listening, ["login", "points", "points#2"]);
});

Deno.test("a missing variant means the processes of all variants", () => {
  const roles = (variant?: string) => new Set(anyProcessesOf(lab, variant).map((it) => it.role));
  assert(roles().has("coupon") && !roles("command").has("coupon"));
});
