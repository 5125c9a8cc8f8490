/** Apache Kafka: a run's corner of it is a topic and the consumer groups that read it. */
import type { Service } from "../lab.ts";
import { pingKafka } from "./kafka/client.ts";
import { kafkaContainer } from "./kafka/container.ts";
import { forgetCorner, type KafkaCorner, openCorner } from "./kafka/corner.ts";
import { findKafka, installKafka } from "./kafka/install.ts";
import { launchKafka } from "./kafka/launch.ts";
import { versionOf } from "./kafka/version.ts";

export type { KafkaCorner };

export const kafka: Service<KafkaCorner> = {
  name: "kafka",
  local: { innerPorts: 1, install: installKafka, find: findKafka, launch: launchKafka },
  container: kafkaContainer,
  ping: ({ endpoint }) => pingKafka(endpoint),
  version: ({ endpoint }) => versionOf(endpoint),
  openCorner,
  forgetCorner,
};
