/** The settings of a broker in a container. */
import type { ContainerServer, ContainerSetup } from "../../contract/lab.ts";
import { clusterProperties, nodeIdOf, nodesAmong } from "./cluster.ts";

const linkPorts = Array.from({ length: 64 }, (_, i) => 9101 + i);

export const kafkaContainer: ContainerServer = {
  template: "kafka",
  user: "",
  port: 9092,
  dataDir: "/var/lib/kafka/data",
  linkPorts,
  environment: environmentOf,
  note: "plaintext, no password, on 127.0.0.1: anyone with an account on this machine can use it",
};

/**
 * After its first dial, a client continues at the address that the listener advertises. So each link
 * has a listener that advertises the port of its proxy, and the harness has a listener that
 * advertises the broker's direct port.
 */
function environmentOf({ name, access, routes, peers }: ContainerSetup): Record<string, string> {
  const own = [
    // The broker's calls to itself (transactions) and to other nodes must never pass a proxy.
    { name: "INSIDE", port: 19_092, advertised: `${name}:19092` },
    { name: "ADMIN", port: 9092, advertised: `127.0.0.1:${access.endpoint.port}` },
  ];
  const links = routes.map((route, i) => ({
    name: `LINK${i + 1}`,
    port: linkPorts[i],
    advertised: `127.0.0.1:${route.listenPort}`,
  }));
  const listeners = [...own, ...links];
  return {
    KAFKA_LISTENERS: [...listeners.map((l) => `${l.name}://:${l.port}`), "CONTROLLER://:9093"]
      .join(),
    KAFKA_ADVERTISED_LISTENERS: listeners.map((l) => `${l.name}://${l.advertised}`).join(),
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: [...listeners.map((l) => l.name), "CONTROLLER"]
      .map((name) => `${name}:PLAINTEXT`).join(),
    ...membershipOf(name, peers),
  };
}

/** Node and cluster, as environment variables for the broker's properties. */
function membershipOf(name: string, peers: readonly string[]): Record<string, string> {
  const nodes = nodesAmong(name, peers.map((name) => ({ name })));
  const voters = nodes.map((node) => `${nodeIdOf(node.name)}@${node.name}:9093`);
  const properties = Object.entries(clusterProperties(nodes.length)).map(([property, value]) => [
    `KAFKA_${property.toUpperCase().replaceAll(".", "_")}`,
    String(value),
  ]);
  return {
    KAFKA_NODE_ID: String(nodeIdOf(name)),
    KAFKA_CONTROLLER_QUORUM_VOTERS: voters.join(),
    ...Object.fromEntries(properties),
  };
}
