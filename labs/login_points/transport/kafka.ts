/** Loads the codecs of compressed batches: what compresses is a producer, and that may be anyone's. */
import "../../../harness/services/kafka/codecs.ts";
import { openKafkaReceiver } from "./kafka_receiver.ts";
import { openKafkaSender } from "./kafka_sender.ts";
import type { Transport } from "./transport.ts";

/** Kept on disk, pulled, in order a partition, and the log can be read again. */
export const kafka: Transport = { openSender: openKafkaSender, openReceiver: openKafkaReceiver };
