/** The transport of this run's broker. A new broker is a file and a line here; a process loads only its own client. */
import { choice } from "../../../harness/roles/role.ts";
import type { Transport } from "./transport.ts";

const loaders = {
  "kafka": async () => (await import("./kafka.ts")).kafka,
  "kafka-cluster": async () => (await import("./kafka.ts")).kafka,
  "rabbitmq": async () => (await import("./rabbitmq.ts")).rabbitmq,
  "redis-streams": async () => (await import("./redis_streams.ts")).redisStreams,
  "redis-pubsub": async () => (await import("./redis_pubsub.ts")).redisPubsub,
} satisfies Record<string, () => Promise<Transport>>;

export const transport: Transport = await choice("BROKER", loaders, "kafka")();
