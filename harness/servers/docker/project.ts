/**
 * A run's compose project: services that extend the templates of compose.yaml, with the run's own
 * settings. Pure, except for the ports and passwords that it is given.
 */
import type { Access, ContainerServer, Route, Service } from "../../contract/lab.ts";
import { composeFile } from "./images.ts";
import type { PortPicker } from "../../host/ports.ts";
import { runLabel } from "./sweep.ts";

/** A planned server: its name, addresses and container. */
export interface Plan {
  readonly name: string;
  readonly service: string;
  readonly template: string;
  /** The container's name. */
  readonly container: string;
  readonly access: Access;
  readonly routes: readonly Route[];
}

export function projectName(run: string): string {
  return `asynclab-${run.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "-")}`;
}

/** Draws the ports of one server: its own, then those of its links. */
export function planServer(
  run: string,
  name: string,
  service: { readonly name: string; readonly container: ContainerServer },
  routeCount: number,
  password: string,
  ports: PortPicker,
): Plan {
  const { template, user, linkPorts } = service.container;
  if (linkPorts !== undefined && routeCount > linkPorts.length) {
    throw new Error(`${name} can have ${linkPorts.length} links, not ${routeCount}`);
  }
  const endpoint = { host: "127.0.0.1", port: ports.next() };
  const route = (): Route =>
    linkPorts === undefined
      ? { listenPort: 0, upstream: endpoint }
      : { upstream: { host: "127.0.0.1", port: ports.next() }, listenPort: ports.next() };
  return {
    name,
    service: service.name,
    template,
    container: `${projectName(run)}-${name}`,
    access: { endpoint, user, password: user === "" ? "" : password },
    routes: Array.from({ length: routeCount }, route),
  };
}

/** The compose file as a value; JSON is YAML. It holds passwords, so it is for standard input only. */
export async function composeProject(
  run: string,
  plans: readonly Plan[],
  services: Readonly<Record<string, Service>>,
  images: Readonly<Record<string, string>>,
) {
  const peers = plans.map(({ name }) => name);
  const labels = { [runLabel]: run };
  return {
    name: projectName(run),
    services: Object.fromEntries(
      await Promise.all(plans.map(async (plan) => {
        const { container } = services[plan.name];
        const image = images[plan.template];
        return [plan.name, await serviceOf(plan, container, peers, image, labels)] as const;
      })),
    ),
    networks: { default: { labels } },
    volumes: Object.fromEntries(plans.map((plan) => [plan.name, { labels }])),
  };
}

async function serviceOf(
  plan: Plan,
  container: ContainerServer,
  peers: readonly string[],
  image: string,
  labels: Record<string, string>,
) {
  const published = [{ target: container.port, port: plan.access.endpoint.port }];
  plan.routes.forEach(({ upstream }, i) => {
    const target = container.linkPorts?.[i];
    if (target !== undefined) published.push({ target, port: upstream.port });
  });
  return {
    extends: { file: composeFile, service: plan.template },
    image,
    container_name: plan.container,
    labels,
    hostname: plan.name,
    environment: await container.environment({ ...plan, peers }),
    ports: published.map(({ target, port }) => `127.0.0.1:${port}:${target}`),
    volumes: [`${plan.name}:${container.dataDir}`],
    restart: "no",
    // The harness checks the health itself; a new process in every container each second would
    // disturb the measurements.
    healthcheck: { disable: true },
    // These are set in case the engine has another default: `docker logs` must work, and the log
    // needs a limit.
    logging: { driver: "json-file", options: { "max-size": "50m", "max-file": "2" } },
  };
}

/** Notes on these servers for the user. */
export function notesOf(services: Readonly<Record<string, Service>>): string[] {
  return Object.entries(services).flatMap(([name, { name: kind, container: { note } }]) =>
    note === undefined ? [] : [`${name} (${kind}): ${note}`]
  );
}
