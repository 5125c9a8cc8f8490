/** Loads the codecs of compressed batches: any producer, also a foreign one, may compress. */
import "../../../harness/services/kafka/codecs.ts";
import { openKafkaReceiver } from "./kafka_receiver.ts";
import { openKafkaSender } from "./kafka_sender.ts";
import type { Transport } from "./transport.ts";

/** Kafka keeps messages on disk, in order per partition. Consumers pull them, and can read the log again. */
export const kafka: Transport = { openSender: openKafkaSender, openReceiver: openKafkaReceiver };
