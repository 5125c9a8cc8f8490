import assert from "node:assert/strict";
import { Refusal } from "../errors.ts";
import type { FaultContext, Server } from "../contract/lab.ts";
import { linksFor, victims } from "./victims.ts";

const links = [
  "relay-source",
  "relay-broker",
  "relay-broker2",
  "relay#2-broker",
  "points-broker",
  "points-broker2",
  "login-points",
];
const servers = ["source", "broker", "broker2"].map((name) => ({ name } as Server));
const context = {
  servers: Object.fromEntries(servers.map((server) => [server.name, server])),
  headOf: (name: string) => name === "broker2" ? "broker" : name,
  links: { names: () => links },
  processes: () => [],
} as unknown as FaultContext;

const aims: [aim: string | undefined, hit: string[]][] = [
  [undefined, links],
  ["broker", links.filter((link) => link.includes("broker"))],
  ["broker2", ["relay-broker2", "points-broker2"]],
  ["relay-broker", ["relay-broker", "relay-broker2", "relay#2-broker"]],
  ["relay-broker2", ["relay-broker2"]],
  ["relay#2-broker", ["relay#2-broker"]],
  ["relay", ["relay-source", "relay-broker", "relay-broker2", "relay#2-broker"]],
  ["relay#2", ["relay#2-broker"]],
  ["points", ["points-broker", "points-broker2", "login-points"]],
];

for (const [aim, hit] of aims) {
  Deno.test(`linksFor finds the links of ${aim ?? "all roles without an aim"}`, () => {
    assert.deepEqual(linksFor(context, aim).sort(), hit.toSorted());
  });
}

Deno.test("without an aim, a cluster means every node of it; with an aim, only the named node", () => {
  const names = (aim?: string) => victims(context, "broker", aim).map((it) => (it as Server).name);
  assert.deepEqual(names(), ["broker", "broker2"]);
  assert.deepEqual(names("broker"), ["broker"]);
  assert.deepEqual(names("broker2"), ["broker2"]);
});

Deno.test("an aim that does not exist is wrong usage", () => {
  const refused = (error: unknown) => error instanceof Refusal && error.code === 64;
  assert.throws(() => linksFor(context, "login-source"), refused);
  assert.throws(() => victims(context, "broker", "broker3"), refused);
  assert.throws(() => victims(context, "relay"), refused);
});
