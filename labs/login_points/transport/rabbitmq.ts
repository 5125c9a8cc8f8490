/** The RabbitMQ transport of a role. Settings: `BROKER_URL`, `TOPIC` (an exchange), `ROUTING_KEY`, `PERSISTENT`. */
import { openReceiver } from "./rabbitmq_receiver.ts";
import { openSender } from "./rabbitmq_sender.ts";
import type { Transport } from "./transport.ts";

export const rabbitmq: Transport = { openSender, openReceiver };
