/** The properties of one broker, which is also a controller, alone or in a cluster. */
import { clusterProperties } from "./cluster.ts";

export interface Listeners {
  readonly port: number;
  readonly controllerPort: number;
  /**
   * A client first dials `port`. It then continues at the address that this listener advertises:
   * `listenPort`, the port of its proxy.
   */
  readonly routes: readonly { readonly port: number; readonly listenPort: number }[];
}

export interface Membership {
  readonly nodeId: number;
  /** All nodes, this one too. */
  readonly nodes: readonly { readonly id: number; readonly controllerPort: number }[];
}

export function serverProperties(
  logDir: string,
  { port, controllerPort, routes }: Listeners,
  { nodeId, nodes }: Membership = { nodeId: 1, nodes: [{ id: 1, controllerPort }] },
): string {
  const listeners = [
    { name: "ADMIN", port, advertised: port },
    ...routes.map((route, i) => ({
      name: `LINK${i + 1}`,
      port: route.port,
      advertised: route.listenPort,
    })),
  ];
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const properties = {
    "node.id": nodeId,
    "process.roles": "broker,controller",
    "controller.quorum.voters": nodes.map((one) => `${one.id}@127.0.0.1:${one.controllerPort}`),
    "controller.listener.names": "CONTROLLER",
    // The broker's calls to itself and to other nodes must never pass a proxy.
    "inter.broker.listener.name": "ADMIN",
    "listeners": [...listeners.map((l) => at(l.name, l.port)), at("CONTROLLER", controllerPort)],
    "advertised.listeners": listeners.map((l) => at(l.name, l.advertised)),
    "listener.security.protocol.map": [...listeners.map((l) => l.name), "CONTROLLER"]
      .map((name) => `${name}:PLAINTEXT`),
    "log.dirs": logDir,
    ...fixed,
    ...clusterProperties(nodes.length),
  };
  return Object.entries(properties).map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join("");
}

/** Kafka reads the file as Latin-1, with backslash escapes. A folder may have any name without a comma. */
const escaped = (value: string): string =>
  value.replaceAll(
    /[\\\x80-\uffff]/g,
    (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"),
  );

const fixed = {
  "auto.create.topics.enable": false,
  "offsets.topic.num.partitions": 1,
  "transaction.state.log.num.partitions": 1,
  "share.coordinator.state.topic.num.partitions": 1,
  "group.initial.rebalance.delay.ms": 0,
  "group.min.session.timeout.ms": 500,
  // A killed broker is admitted again when its old registration has expired: after 1.5 s instead of
  // 9 s.
  "broker.session.timeout.ms": 1500,
  "broker.heartbeat.interval.ms": 300,
  // Threads and buffers for one small machine; each listener has its own network threads.
  "num.network.threads": 1,
  "num.io.threads": 4,
  "log.cleaner.dedupe.buffer.size": 2_097_152,
};
