/** Tests which servers the cases of a check share, and which case has a server alone. */
import assert from "node:assert/strict";
import { makePlan } from "../harness/plan/make_plan.ts";
import { needsOf } from "../harness/matrix/servers.ts";
import { over } from "../testing/lab_steps.ts";
import { messaging } from "./messaging/lab.ts";
import { outbox } from "./outbox/lab.ts";
import { sync } from "./sync/lab.ts";
import type { Lab } from "../harness/contract/lab.ts";

const needs = (lab: Lab, variant: string, chaos?: string) =>
  needsOf(lab, makePlan("r", lab, variant, { seed: 1, chaos }));
const nameOf = (lab: Lab, variant: string) => needs(lab, variant)[0].name;

Deno.test("both labs share one Redis server for streams and pub/sub; Kafka and a cluster are two servers", () => {
  const streams = nameOf(over(messaging, "redis-streams"), "failure-log");
  assert.equal(nameOf(over(messaging, "redis-pubsub"), "failure-log"), streams);
  assert.equal(nameOf(over(outbox, "redis-streams"), "status"), streams);
  const others = ["kafka", "kafka-cluster", "rabbitmq"]
    .map((broker) => nameOf(over(outbox, broker), "status"));
  assert.equal(new Set([streams, ...others]).size, 4);
});

Deno.test("a case that breaks the broker has the broker alone; each lane has its own databases", () => {
  const lab = over(outbox, "kafka");
  const alone = (chaos?: string) => needs(lab, "status", chaos)[0].alone;
  assert.deepEqual([undefined, "kill-relay", "kill-source", "partition-network"].map(alone), [
    false,
    false,
    false,
    false,
  ]);
  assert.deepEqual(["pause-broker", "disk-full-broker", "worst-case"].map(alone), [
    true,
    true,
    true,
  ]);
  assert.deepEqual(needs(sync, "record-failure", "kill-target"), []);
});
