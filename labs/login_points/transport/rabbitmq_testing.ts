/** Shared by the tests of the RabbitMQ transport. */
import { join } from "node:path";
import assert from "node:assert/strict";
import type { Endpoint, Provisioned } from "../../../harness/contract/lab.ts";
import type { Topology } from "../../../harness/services/broker.ts";
import {
  rabbitmq as service,
  type RabbitNamespace,
} from "../../../harness/services/rabbitmq/service.ts";
import type { Outgoing } from "./transport.ts";

export const outgoing = (n: number, body = `{"op":${n}}`): Outgoing => ({
  messageId: `id ${n}`,
  type: "LoggedIn",
  key: `user ${n % 3}`,
  op: n,
  body,
});
export const some = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => outgoing(from + i));
export const bodies = (from: number, count: number) => some(from, count).map(({ body }) => body);

/** Declares a namespace, and sets the settings that a role would have. */
export async function isDeclared(
  up: Provisioned,
  run: string,
  over: Partial<Topology> = {},
  at?: Endpoint,
) {
  const { broker } = up.servers;
  const namespace = await service.openNamespace(broker, run);
  await namespace.declare({
    groups: [namespace.group],
    kind: "event",
    durable: true,
    singleActiveConsumer: false,
    ...over,
  });
  const env: Record<string, string> = {
    ...namespace.env("points"),
    BROKER_URL: namespace.url(at ?? broker.access.endpoint),
  };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return { namespace, env };
}

export const kept = async (namespace: RabbitNamespace) =>
  (await Array.fromAsync(namespace.messages())).map(({ value }) => value);

export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 30_000; !await done();) {
    assert.ok(performance.now() < deadline, "the condition did not hold within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const toBroker = ({ messageId, type, key, body }: Outgoing) => ({
  partition: 0,
  key,
  value: body,
  headers: { message_id: messageId, message_type: type },
});

/** A process that consumes; its output is read line by line. */
export function consumer(env: Record<string, string>) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--frozen",
      "-A",
      join(import.meta.dirname!, "rabbitmq_testing_consumer.ts"),
    ],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const read = (async () => {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) text += part;
  })();
  const lines = () => text.split("\n").slice(0, -1);
  return {
    lines,
    says: (line: string) => until(() => lines().includes(line)),
    async kill(signal: Deno.Signal) {
      child.kill(signal);
      await child.status;
      await read;
    },
  };
}
