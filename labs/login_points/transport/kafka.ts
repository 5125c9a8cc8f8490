/** Loads the codecs of compressed batches: any producer, also a foreign one, may compress. */
import "../../../harness/services/kafka/codecs.ts";
import { openKafkaReceiver } from "./kafka_receiver.ts";
import { openKafkaSender } from "./kafka_sender.ts";
import type { Transport } from "./transport.ts";

/** Messages are on disk, pulled, in order per partition; the log can be read again. */
export const kafka: Transport = { openSender: openKafkaSender, openReceiver: openKafkaReceiver };
