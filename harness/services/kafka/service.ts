/** Apache Kafka: a run's namespace is a topic and the consumer groups that read it. */
import { isCluster } from "../../contract/capabilities.ts";
import { offer } from "../../contract/capability.ts";
import type { Endpoint, Server, Service } from "../../contract/lab.ts";
import { brokerOffers, onDisk, redelivers } from "../broker.ts";
import { pingKafka } from "./client.ts";
import { kafkaContainer } from "./container.ts";
import { dropNamespace, type KafkaNamespace, openNamespace } from "./namespace.ts";
import { findKafka, installKafka } from "./install.ts";
import { launchKafka } from "./launch.ts";
import { versionOf } from "./version.ts";

export type { KafkaNamespace };

export const kafka: Service<KafkaNamespace> = {
  name: "kafka",
  sharable: true,
  local: {
    origin: "Maven (43 MB), and needs Java 17",
    innerPorts: 1,
    install: installKafka,
    find: findKafka,
    launch: launchKafka,
  },
  container: kafkaContainer,
  ping: ({ endpoint }) => pingKafka(endpoint),
  version: ({ endpoint }) => versionOf(endpoint),
  openNamespace: (server, run) => openNamespace(server, run),
  dropNamespace,
  offers: (name) => [...brokerOffers(name), redelivers, onDisk(name)],
};

const clusterSize = 3;

/** A further node of a cluster: a run opens its namespace through the first node. */
const furtherNode: Service = {
  ...kafka,
  nodeOf: "broker",
  openNamespace: () =>
    Promise.resolve({
      env: () => ({}),
      url: ({ host, port }: Endpoint) => `${host}:${port}`,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  dropNamespace: () => Promise.resolve(),
  offers: undefined,
};

/**
 * Three brokers in one cluster: each message has three copies, and is confirmed when two nodes have
 * it. A role connects to `broker` and gets the addresses of all three from it.
 */
export const kafkaNodes = () => ({
  broker: {
    ...kafka,
    openNamespace: (server: Server, run: string) => openNamespace(server, run, clusterSize),
    offers: (name: string) => [
      ...brokerOffers(name),
      redelivers,
      onDisk(name),
      offer(isCluster, ({ namespaces, servers, headOf }) => ({
        leader: () => (namespaces[name] as KafkaNamespace).leader(),
        nodes: () => Object.values(servers).filter((server) => headOf(server.name) === name),
      })),
    ],
  } satisfies Service<KafkaNamespace>,
  broker2: furtherNode,
  broker3: furtherNode,
});
