import assert from "node:assert/strict";
import net from "node:net";
import { Refusal } from "../errors.ts";
import type { Offer, Thing } from "../contract/capability.ts";
import type { FaultContext, RoleProcess } from "../contract/lab.ts";
import { openTcpProxies } from "../proxies/tcp_proxies.ts";
import { loseAck } from "./lose_ack.ts";
import { redelivers } from "../services/broker.ts";
import { kafka } from "../services/kafka/service.ts";
import { rabbitmq } from "../services/rabbitmq/service.ts";
import { redisPubsub, redisStreams } from "../services/redis/service.ts";

const brokerOf = (offers: readonly Offer[]): Thing => ({
  name: "broker",
  aliases: [],
  scope: "server",
  offers,
});
const lose = loseAck.on(brokerOf([redelivers]))!;

/** A server that answers each chunk, and the links of three processes to it. */
async function contextWithBroker() {
  const stack = new AsyncDisposableStack();
  const got: string[] = [];
  const accepted = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    accepted.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      got.push(String(chunk));
      socket.write("confirmed");
    });
  });
  stack.defer(() => accepted.forEach((socket) => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const upstream = { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
  const links = stack.use(await openTcpProxies());
  const names = ["relay-broker", "points-broker", "points#2-broker", "points-target"];
  const sockets = new Map<string, net.Socket>();
  const heard: string[] = [];
  for (const name of names) {
    const { port } = await links.open(name, { listenPort: 0, upstream });
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("data", () => heard.push(name));
    sockets.set(name, socket);
    stack.defer(() => void socket.destroy());
  }
  const consumers = [{ id: "points" }, { id: "points#2" }] as RoleProcess[];
  const context = {
    isLoadOver: () => false,
    isUnderWay: () => Promise.resolve(true),
    links,
    headOf: (server) => server,
    consumersOf: (server) => server === "broker" ? consumers : [],
  } as Partial<FaultContext> as FaultContext;
  /**
   * Sends the name of each link over it. Exactly the names in `arrive` must arrive, and exactly those
   * in `answered` must be answered.
   */
  const say = async (arrive: string[], answered: string[]) => {
    for (const [name, socket] of sockets) if (!socket.destroyed) socket.write(name);
    while (got.length < arrive.length || heard.length < answered.length) await aWhile(2);
    await aWhile(30);
    assert.deepEqual(got.splice(0).sort(), arrive.toSorted());
    assert.deepEqual(heard.splice(0).sort(), answered.toSorted());
  };
  return { context, names, say, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** The end of a fault that lost so many acknowledgements of consumers, and confirms of senders. */
const lost = (acknowledgements: number, confirms: number) => ({
  touched: acknowledgements + confirms,
  hazards: [
    { name: "unacknowledged-effect", count: acknowledgements },
    { name: "unconfirmed-send", count: confirms },
  ],
});

const aWhile = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("consumers' acknowledgements never arrive, and other links are left alone", async () => {
  await using it = await contextWithBroker();
  await it.say(it.names, it.names);
  const disturbance = await lose.begin(it.context);
  const others = ["relay-broker", "points-target"];
  await it.say(others, others);
  assert.deepEqual(await disturbance.end(), lost(2, 0));
  await it.say(others, others);
});

Deno.test("a fault aimed at the sender lets the message arrive but loses its confirm", async () => {
  await using it = await contextWithBroker();
  await it.say(it.names, it.names);
  const disturbance = await lose.begin(it.context, "relay-broker");
  await it.say(it.names, it.names.filter((name) => name !== "relay-broker"));
  assert.deepEqual(await disturbance.end(), lost(0, 1));
});

Deno.test("a fault aimed at one process of a consumer leaves the other process alone", async () => {
  await using it = await contextWithBroker();
  await it.say(it.names, it.names);
  const disturbance = await lose.begin(it.context, "points#2-broker");
  const others = it.names.filter((name) => name !== "points#2-broker");
  await it.say(others, others);
  assert.deepEqual(await disturbance.end(), lost(1, 0));
});

Deno.test("the fault goes on until a process sent something that could be lost", async () => {
  await using it = await contextWithBroker();
  await it.say(it.names, it.names);
  const disturbance = await lose.begin(it.context, "points#2-broker");
  const ended = disturbance.end();
  const isEarly = await Promise.race([ended.then(() => true), aWhile(200).then(() => false)]);
  assert.ok(!isEarly, "nothing is lost yet");
  const others = it.names.filter((name) => name !== "points#2-broker");
  await it.say(others, others);
  assert.deepEqual(await ended, lost(1, 0));
});

Deno.test("without traffic the fault ends and touches nothing", async () => {
  await using it = await contextWithBroker();
  const disturbance = await lose.begin(it.context);
  assert.deepEqual(await disturbance.end(), lost(0, 0));
});

Deno.test("a link that does not lead to the broker is wrong usage", async () => {
  await using it = await contextWithBroker();
  await assert.rejects(
    lose.begin(it.context, "points-target"),
    (error) => error instanceof Refusal && error.code === 64,
  );
});

Deno.test("a broker without acknowledgements does not have this fault", () => {
  const names = [kafka, rabbitmq, redisStreams, redisPubsub].map((one) =>
    loseAck.on(brokerOf(one.offers!("broker")))?.name
  );
  assert.deepEqual(names, ["lose-ack", "lose-ack", "lose-ack", undefined]);
});
