import assert from "node:assert/strict";
import { batch } from "../../labs/batch/lab.ts";
import { cdc } from "../../labs/cdc/lab.ts";
import { messaging } from "../../labs/messaging/lab.ts";
import { outbox } from "../../labs/outbox/lab.ts";
import { polling } from "../../labs/polling/lab.ts";
import { sync } from "../../labs/sync/lab.ts";
import { labs } from "../../labs/mod.ts";
import { editionsOf, type Lab } from "../contract/lab.ts";
import { faultNamed } from "./catalogue.ts";
import { hazardsOfFault, hazardsOfPoint } from "./fault_hazards.ts";
import { parsePoints } from "./failpoint_spec.ts";

const cases: [lab: Lab, fault: string, aim: string | undefined, hazards: readonly string[]][] = [
  [outbox, "kill-relay", undefined, []],
  [outbox, "kill-source", undefined, []],
  [outbox, "kill-broker", undefined, ["receiver-away"]],
  [outbox, "pause-target", undefined, ["receiver-away"]],
  [outbox, "kill-consumer", undefined, ["receiver-away"]],
  [outbox, "partition-network", undefined, ["receiver-away"]],
  [outbox, "partition-network", "relay-source", []],
  [outbox, "partition-network", "relay-broker", ["receiver-away"]],
  [outbox, "partition-network", "points#2-target", ["receiver-away"]],
  [outbox, "delay-network", undefined, []],
  [outbox, "poison-message", undefined, ["poison-message"]],
  [outbox, "burst", undefined, ["more-load"]],
  [messaging, "kill-login", undefined, []],
  [messaging, "rebalance", undefined, ["takeover"]],
  [messaging, "duplicate-message", undefined, ["copy-in-log"]],
  [sync, "kill-points", undefined, ["receiver-away", "callee-away"]],
  [sync, "kill-target", undefined, ["receiver-away", "callee-away"]],
  [sync, "kill-source", undefined, []],
  [sync, "points-slow", undefined, ["callee-slow"]],
  [sync, "points-error", undefined, ["receiver-away", "callee-away"]],
  [sync, "timeout-after-effect", undefined, ["unacknowledged-effect", "callee-away"]],
  [sync, "partition-network", "login-points", ["receiver-away", "callee-away"]],
  [sync, "partition-network", "login-source", []],
  [polling, "kill-worker", undefined, ["receiver-away"]],
  [polling, "partition-network", "login-source", []],
  [cdc, "kill-reader", undefined, ["receiver-away"]],
  [cdc, "drop-slot", undefined, ["position-gone"]],
  [cdc, "add-column", undefined, ["table-changed"]],
  [batch, "kill-loader", undefined, ["receiver-away"]],
  [batch, "kill-files", undefined, ["receiver-away"]],
  [batch, "kill-producer", undefined, []],
  [batch, "truncate-file", undefined, ["file-changed"]],
];

for (const [lab, name, aim, wanted] of cases) {
  const title = [`${lab.name}: ${name}`, ...(aim === undefined ? [] : [aim])].join(":");
  Deno.test(`the hazards of a fault: ${title}`, () => {
    const [variant] = Object.keys(lab.variants);
    const found = hazardsOfFault(lab, variant, faultNamed(lab, variant, name), aim);
    assert.deepEqual(found.map((hazard) => hazard.name), wanted);
  });
}

Deno.test("a failpoint is a hazard by its action: a crash there may be one, and a hold none", () => {
  const of = (action: "crash" | "fail" | "hold", word: string) =>
    hazardsOfPoint(outbox, parsePoints(action, [word])[0]).map(({ name }) => name);
  assert.deepEqual(of("crash", "relay:after-send-before-mark@3"), ["unrecorded-send"]);
  assert.deepEqual(of("fail", "relay#2:after-send-before-mark"), ["unrecorded-send"]);
  assert.deepEqual(of("hold", "relay:after-send-before-mark=9ms"), []);
  assert.deepEqual(of("hold", "login:before-commit=9ms"), ["late-commit"]);
  assert.deepEqual(of("crash", "relay:before-read"), []);
});

Deno.test("every lab declares hazards of its failpoints, and a source of rollbacks", () => {
  for (const lab of labs.flatMap(editionsOf)) {
    assert(Object.keys(lab.failpointHazards ?? {}).length > 2, lab.name);
    const seen = (lab.hazardSources ?? []).flatMap(({ hazards }) => hazards);
    assert(seen.some(({ name }) => name === "rollback"), lab.name);
  }
});
