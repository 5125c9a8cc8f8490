/** Faults that start, stop and add processes, tested on real processes. */
import assert from "node:assert/strict";
import { Refusal } from "../errors.ts";
import { faultCalled, faultsIn, namesOf } from "./catalogue.ts";
import { labOf, startRoles } from "./testing/role_processes.ts";

const lab = labOf({
  login: {},
  points: { kind: "consumer", consumes: "broker", extraInstances: 1 },
  coupon: { kind: "consumer", consumes: "broker", instances: 0 },
  audit: { joinsLater: true },
}, { command: {}, event: { coupon: 1 }, quiet: { points: 0, audit: 0 } });

const faultOf = (word: string, variant = "command") => faultCalled(faultsIn(lab, variant), word)!;
const [rebalance, joinSubscriber, killConsumer] = ["rebalance", "join-subscriber", "kill-consumer"]
  .map((word) => faultOf(word));

Deno.test("rebalance: a second consumer starts, the first one restarts, and the second leaves", async () => {
  await using it = await startRoles(lab);
  assert.deepEqual(it.up(), ["login", "points"]);
  const disturbance = await rebalance.begin(it.context);
  assert.deepEqual(it.up(), ["login", "points", "points#2"]);
  assert.deepEqual(await disturbance.end(), { touched: 2 });
  assert.deepEqual(it.up(), ["login", "points"]);
  const rolled = ["points exit", "points start", "points ready", "points#2 exit"];
  assert.deepEqual(it.story.slice(-6), ["points#2 start", "points#2 ready", ...rolled]);
  // Again: the same process joins a second time.
  assert.deepEqual(await (await rebalance.begin(it.context)).end(), { touched: 2 });
});

Deno.test("rebalance touches nothing where no process is left to join", async () => {
  await using it = await startRoles(lab);
  const first = await rebalance.begin(it.context);
  assert.deepEqual(await (await rebalance.begin(it.context)).end(), { touched: 0 });
  await first.end();
});

Deno.test("an extra process is not a victim until it is ready", async () => {
  await using it = await startRoles(lab);
  const last = { ...it.context, random: () => 0.999 };
  await (await killConsumer.begin(last)).end();
  assert.deepEqual(it.up(), ["login", "points"]);
  await assert.rejects(
    killConsumer.begin(last, "points#2"),
    (error) => error instanceof Refusal && error.code === 64,
  );
  const starting = rebalance.begin(it.context);
  await (await killConsumer.begin(last)).end();
  const disturbance = await starting;
  const { touched } = await (await killConsumer.begin(last, "points#2")).end();
  assert(touched >= 1);
  await disturbance.end();
  assert.deepEqual(it.up(), ["login", "points"]);
});

Deno.test("join-subscriber: a new subscriber starts, and stays", async () => {
  await using it = await startRoles(lab);
  assert.deepEqual(await (await joinSubscriber.begin(it.context)).end(), { touched: 1 });
  assert.deepEqual(it.up(), ["login", "points", "audit"]);
  assert.deepEqual(await (await joinSubscriber.begin(it.context)).end(), { touched: 0 });
  await assert.rejects(
    joinSubscriber.begin(it.context, "points"),
    /No role 'points' joins this run later; the aim can be audit/,
  );
});

Deno.test("offline-subscriber: a consumer, or the named process, goes away and comes back", async () => {
  await using it = await startRoles(lab, "event");
  for (const [aim, id] of [[undefined, "points"], ["coupon", "coupon"]] as const) {
    const disturbance = await faultOf("offline-subscriber", "event").begin(it.context, aim);
    assert(!it.up().includes(id));
    assert.equal(it.story.at(-1), `${id} exit`);
    const { touched, became } = await disturbance.end();
    assert(touched >= 1 && became === undefined);
    assert(it.up().includes(id));
  }
});

Deno.test("a variant without a role has no faults on that role", () => {
  const own = ["kill-consumer", "stop-consumer", "rebalance", "join-subscriber"];
  const fit = (variant: string) =>
    faultsIn(lab, variant).map(({ name }) => name).filter((name) => own.includes(name));
  assert.deepEqual(fit("command"), own);
  assert.deepEqual(fit("quiet"), []);
});

Deno.test("a kind and a role with the same processes make one fault, named after the kind", () => {
  const kills = (variant: string) =>
    faultsIn(lab, variant).filter(({ verb }) => verb === "kill")
      .map(namesOf);
  assert.deepEqual(kills("command"), [
    ["kill-login", "login-down"],
    ["kill-consumer", "kill-points", "consumer-down", "points-down"],
  ]);
  // Several roles of one kind are different sets of processes, so each has a fault of its own.
  assert.deepEqual(kills("event").map(([name]) => name), [
    "kill-login",
    "kill-consumer",
    "kill-points",
    "kill-coupon",
  ]);
});
