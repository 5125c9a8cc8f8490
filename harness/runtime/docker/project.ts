/**
 * A run's compose project: services that extend the templates of compose.yaml, with what belongs
 * to the run. Pure but for the ports and passwords it is given.
 */
import type { Access, ContainerServer, Way } from "../../lab.ts";
import { composeFile } from "./images.ts";
import type { PortPicker } from "../ports.ts";
import { runLabel } from "./sweep.ts";

/** One server as planned: its name, addresses and container. */
export interface Plan {
  readonly name: string;
  readonly service: string;
  readonly template: string;
  /** Its name for docker. */
  readonly container: string;
  readonly access: Access;
  readonly ways: readonly Way[];
}

/** What a template needs to be told beside what compose.yaml says. */
interface Template {
  /** Where the harness dials, inside the container. */
  readonly port: number;
  /** Where the data lies, inside the container. */
  readonly data: string;
  /** Port inside the container of the link with this index. */
  readonly linkPort: (index: number) => number;
  readonly environment: (plan: Plan) => Record<string, string>;
  /** Said to the person who waits. */
  readonly note?: string;
}

const templates: Readonly<Record<string, Template>> = {
  postgres: {
    port: 5432,
    data: "/var/lib/postgresql/data",
    linkPort: () => 5432,
    environment: ({ access }) => ({ POSTGRES_PASSWORD: access.password }),
  },
  kafka: {
    port: 9092,
    data: "/var/lib/kafka/data",
    linkPort: (index) => 9101 + index,
    environment: kafkaListeners,
    note: "plaintext, no password, on 127.0.0.1: anyone with an account on this machine can use it",
  },
};

/**
 * A client goes on at the address that its listener advertises, so each link has a listener that
 * advertises the port of its proxy, and the harness has one that advertises its own way in.
 */
function kafkaListeners({ access, ways }: Plan): Record<string, string> {
  const own = [
    // For the broker's calls to itself (transactions): must never pass a proxy.
    { name: "INSIDE", port: 19_092, advertised: "localhost:19092" },
    { name: "ADMIN", port: 9092, advertised: `127.0.0.1:${access.endpoint.port}` },
  ];
  const links = ways.map((way, i) => ({
    name: `LINK${i + 1}`,
    port: templates.kafka.linkPort(i),
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

export function projectName(run: string): string {
  return `asynclab-${run.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "-")}`;
}

/** Draws the ports of one server: its own, then those of its links. */
export function planServer(
  run: string,
  name: string,
  service: { readonly name: string; readonly container: ContainerServer },
  wayCount: number,
  password: string,
  ports: PortPicker,
): Plan {
  const { template, user, linkPorts } = service.container;
  if (!(template in templates)) {
    throw new Error(`compose.yaml's template ${template} is not known to the docker runtime`);
  }
  if (linkPorts > 0 && wayCount > linkPorts) {
    throw new Error(`${name} can have ${linkPorts} links, and ${wayCount} are wanted`);
  }
  const endpoint = { host: "127.0.0.1", port: ports.next() };
  const way = (): Way =>
    linkPorts === 0
      ? { listenPort: 0, upstream: endpoint }
      : { upstream: { host: "127.0.0.1", port: ports.next() }, listenPort: ports.next() };
  return {
    name,
    service: service.name,
    template,
    container: `${projectName(run)}-${name}`,
    access: { endpoint, user, password: user === "" ? "" : password },
    ways: Array.from({ length: wayCount }, way),
  };
}

/** The compose file as a value; JSON is YAML. Holds passwords: for standard input only. */
export function composeProject(
  run: string,
  plans: readonly Plan[],
  images: Readonly<Record<string, string>>,
) {
  const labels = { [runLabel]: run };
  return {
    name: projectName(run),
    services: Object.fromEntries(
      plans.map((plan) => [plan.name, serviceOf(plan, images[plan.template], labels)]),
    ),
    networks: { default: { labels } },
    volumes: Object.fromEntries(plans.map((plan) => [plan.name, { labels }])),
  };
}

function serviceOf(plan: Plan, image: string, labels: Record<string, string>) {
  const template = templates[plan.template];
  const published = [{ target: template.port, port: plan.access.endpoint.port }];
  plan.ways.forEach((way, i) => {
    const target = template.linkPort(i);
    if (target !== template.port) published.push({ target, port: way.upstream.port });
  });
  return {
    extends: { file: composeFile, service: plan.template },
    image,
    container_name: plan.container,
    labels,
    environment: template.environment(plan),
    ports: published.map(({ target, port }) => `127.0.0.1:${port}:${target}`),
    volumes: [`${plan.name}:${template.data}`],
    restart: "no",
    // The harness asks by itself; a process started in every container each second would show in
    // what is measured.
    healthcheck: { disable: true },
    // Whatever the engine's default is: `docker logs` must work, and a limit must hold.
    logging: { driver: "json-file", options: { "max-size": "50m", "max-file": "2" } },
  };
}

/** What a person should know of these servers. */
export function notesOf(plans: readonly Plan[]): string[] {
  return plans.flatMap((plan) => {
    const note = templates[plan.template].note;
    return note === undefined ? [] : [`${plan.name} (${plan.service}): ${note}`];
  });
}
