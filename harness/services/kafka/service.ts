/** Apache Kafka: a run's corner of it is a topic and the consumer groups that read it. */
import { isCluster } from "../../contract/capabilities.ts";
import { offer } from "../../contract/capability.ts";
import type { Endpoint, Server, Service } from "../../contract/lab.ts";
import { brokerOffers, onDisk, redelivers } from "../broker.ts";
import { pingKafka } from "./client.ts";
import { kafkaContainer } from "./container.ts";
import { forgetCorner, type KafkaCorner, openCorner } from "./corner.ts";
import { findKafka, installKafka } from "./install.ts";
import { launchKafka } from "./launch.ts";
import { versionOf } from "./version.ts";

export type { KafkaCorner };

export const kafka: Service<KafkaCorner> = {
  name: "kafka",
  sharable: true,
  local: { innerPorts: 1, install: installKafka, find: findKafka, launch: launchKafka },
  container: kafkaContainer,
  ping: ({ endpoint }) => pingKafka(endpoint),
  version: ({ endpoint }) => versionOf(endpoint),
  openCorner: (server, run) => openCorner(server, run),
  forgetCorner,
  offers: (name) => [...brokerOffers(name), redelivers, onDisk(name)],
};

const clusterSize = 3;

/** One more node of a cluster: what a run has there, it has by the first. */
const furtherNode: Service = {
  ...kafka,
  nodeOf: "broker",
  openCorner: () =>
    Promise.resolve({
      env: () => ({}),
      url: ({ host, port }: Endpoint) => `${host}:${port}`,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  forgetCorner: () => Promise.resolve(),
  offers: undefined,
};

/**
 * Three brokers that are one cluster: each message has three copies, and is confirmed when two have
 * it. A role links to `broker` alone and is told the addresses of all.
 */
export const kafkaNodes = () => ({
  broker: {
    ...kafka,
    openCorner: (server: Server, run: string) => openCorner(server, run, clusterSize),
    offers: (name: string) => [
      ...brokerOffers(name),
      redelivers,
      onDisk(name),
      offer(isCluster, ({ corners, servers, headOf }) => ({
        leader: () => (corners[name] as KafkaCorner).leader(),
        nodes: () => Object.values(servers).filter((server) => headOf(server.name) === name),
      })),
    ],
  } satisfies Service<KafkaCorner>,
  broker2: furtherNode,
  broker3: furtherNode,
});
