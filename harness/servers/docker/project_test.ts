import assert from "node:assert/strict";
import { kafka } from "../../services/kafka/service.ts";
import { postgres } from "../../services/postgres/service.ts";
import { composeProject, planServer, projectName } from "./project.ts";

/** Ports 1, 2, 3, … */
function counter() {
  let port = 0;
  return { next: () => ++port };
}

Deno.test("project: each link of Kafka has a listener that advertises its proxy", async () => {
  const plan = planServer("r", "broker", kafka, 2, "secret", counter());
  assert.deepEqual(plan.access, {
    endpoint: { host: "127.0.0.1", port: 1 },
    user: "",
    password: "",
  });
  assert.deepEqual(plan.routes.map((route) => [route.upstream.port, route.listenPort]), [[2, 3], [
    4,
    5,
  ]]);
  const { services: { broker } } = await composeProject("r", [plan], { broker: kafka }, {
    kafka: "k:1",
  });
  assert.deepEqual(broker.ports, ["127.0.0.1:1:9092", "127.0.0.1:2:9101", "127.0.0.1:4:9102"]);
  assert.equal(
    broker.environment.KAFKA_ADVERTISED_LISTENERS,
    "INSIDE://broker:19092,ADMIN://127.0.0.1:1,LINK1://127.0.0.1:3,LINK2://127.0.0.1:5",
  );
});

Deno.test("project: every part is labelled with the run", async () => {
  const ports = counter();
  const plans = ["source", "target"].map((name) => planServer("r", name, postgres, 3, "s", ports));
  const project = await composeProject("r", plans, { source: postgres, target: postgres }, {
    postgres: "p:1",
  });
  const labels = { "asynclab.run": "r" };
  for (const service of Object.values(project.services)) assert.deepEqual(service.labels, labels);
  assert.deepEqual(project.networks, { default: { labels } });
  assert.deepEqual(project.volumes, { source: { labels }, target: { labels } });
});

Deno.test("project: a server refuses more links than it can have", () => {
  assert.throws(() => planServer("r", "broker", kafka, 65, "s", counter()), /64 links, not 65/);
});

Deno.test("project: a run's id becomes a valid name for compose", () => {
  assert.match(projectName("2026-01-02T03:04:05Z.Ab"), /^[a-z0-9][a-z0-9_-]*$/);
});
