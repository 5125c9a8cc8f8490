/** What a broker in a container is told. */
import type { ContainerServer, ContainerSetup } from "../../lab.ts";

const linkPorts = Array.from({ length: 8 }, (_, i) => 9101 + i);

export const kafkaContainer: ContainerServer = {
  template: "kafka",
  user: "",
  port: 9092,
  dataDir: "/var/lib/kafka/data",
  linkPorts,
  environment: listenersOf,
  note: "plaintext, no password, on 127.0.0.1: anyone with an account on this machine can use it",
};

/**
 * A client goes on at the address that its listener advertises, so each link has a listener that
 * advertises the port of its proxy, and the harness has one that advertises its own way in.
 */
function listenersOf({ access, ways }: ContainerSetup): Record<string, string> {
  const own = [
    // For the broker's calls to itself (transactions): must never pass a proxy.
    { name: "INSIDE", port: 19_092, advertised: "localhost:19092" },
    { name: "ADMIN", port: 9092, advertised: `127.0.0.1:${access.endpoint.port}` },
  ];
  const links = ways.map((way, i) => ({
    name: `LINK${i + 1}`,
    port: linkPorts[i],
    advertised: `127.0.0.1:${way.listenPort}`,
  }));
  const listeners = [...own, ...links];
  return {
    KAFKA_LISTENERS: [...listeners.map((l) => `${l.name}://:${l.port}`), "CONTROLLER://:9093"]
      .join(),
    KAFKA_ADVERTISED_LISTENERS: listeners.map((l) => `${l.name}://${l.advertised}`).join(),
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: [...listeners.map((l) => l.name), "CONTROLLER"]
      .map((name) => `${name}:PLAINTEXT`).join(),
  };
}
