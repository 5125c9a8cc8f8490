import assert from "node:assert/strict";
import { labOf } from "../faults/testing/role_processes.ts";
import { anyProcessesOf, processesOf } from "./processes.ts";
import { releasePorts } from "../host/ports.ts";
import { listeningPorts, routesNeeded } from "../roles/roles.ts";

const lab = labOf({
  login: { links: ["source"], listens: true },
  points: { kind: "consumer", links: ["broker", "target"], extraInstances: 1, listens: true },
  coupon: { instances: 0, links: ["broker"], extraInstances: 1 },
  audit: { joinsLater: true, links: ["broker"] },
}, { command: {}, event: { coupon: 2 }, bare: { points: 0 }, wide: { points: 2 } });

const ids = (variant: string) => processesOf(lab, variant).map(({ id }) => id);

Deno.test("a role has the number of processes that the variant gives, else its own number", () => {
  assert.deepEqual(ids("command"), ["login", "points", "points#2", "audit"]);
  const event = ["login", "points", "points#2", "coupon", "coupon#2", "coupon#3", "audit"];
  assert.deepEqual(ids("event"), event);
  assert.deepEqual(ids("wide"), ["login", "points", "points#2", "points#3", "audit"]);
});

Deno.test("a role with 0 processes in a variant has no extra process there either", () => {
  assert.deepEqual(ids("bare"), ["login", "audit"]);
});

Deno.test("extra processes and roles that join later are not started with the run", () => {
  const policies = processesOf(lab, "wide").map(({ id, startPolicy }) => [id, startPolicy]);
  assert.deepEqual(policies, [
    ["login", "with-run"],
    ["points", "with-run"],
    ["points#2", "with-run"],
    ["points#3", "during-fault"],
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

Deno.test("without a variant, the processes of all variants are returned", () => {
  const roles = (variant?: string) => new Set(anyProcessesOf(lab, variant).map((it) => it.role));
  assert(roles().has("coupon") && !roles("command").has("coupon"));
});
