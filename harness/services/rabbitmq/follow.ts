/** The new messages of an exchange. */
import type { BrokerMessage } from "../broker.ts";
import type { Client } from "./client.ts";
import { toBrokerMessage } from "./message.ts";
import { bindKeys, type Names } from "./topology.ts";
import type { Topology } from "../broker.ts";

/**
 * Resolves when the harness listens. From then on, calls `use` with each message that is published,
 * until the result is disposed.
 */
export async function followExchange(
  client: Client,
  names: Names,
  topology: Topology,
  use: (message: BrokerMessage) => void,
): Promise<AsyncDisposable> {
  const channel = await client.acquire();
  try {
    // Exclusive: the broker deletes the queue when the connection ends.
    const { queue } = await channel.queueDeclare({ queue: "", exclusive: true, autoDelete: true });
    for (const routingKey of bindKeys(names, topology)) {
      await channel.queueBind({ queue, exchange: names.exchange, routingKey });
    }
    let heard = 0;
    await channel.basicConsume(
      { queue, noAck: true },
      (message) => use(toBrokerMessage(message, heard++)),
    );
    return {
      async [Symbol.asyncDispose]() {
        await channel.queueDelete({ queue }).catch(() => {});
        await channel.close().catch(() => {});
      },
    };
  } catch (error) {
    await channel.close().catch(() => {});
    throw error;
  }
}
