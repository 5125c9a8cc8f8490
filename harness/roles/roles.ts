/** The processes of a lab's roles: opens their links, and puts all settings into their environment. */
import { join } from "node:path";
import type {
  Endpoint,
  HttpProxy,
  Lab,
  Namespace,
  Role,
  Route,
  Server,
  TcpProxies,
} from "../contract/lab.ts";
import { type Choices, variableOf } from "../contract/choice.ts";
import { type PlannedProcess, processesOf } from "../contract/processes.ts";
import { mark } from "../host/process.ts";
import { enclosure, firstProcess } from "../host/family.ts";
import { freePort } from "../host/ports.ts";
import type { LifeEvent, Supervised } from "./supervised.ts";
import { supervise } from "./supervisor.ts";

export interface RolesOptions {
  readonly lab: Lab;
  readonly variant: string;
  readonly run: string;
  readonly epochMs: number;
  readonly commands: Readonly<Record<string, string>>;
  /** The words of the lab's choices. @default none */
  readonly choices?: Choices;
  readonly servers: Readonly<Record<string, Server>>;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly links: TcpProxies;
  /** Ports of the processes that listen, by id. */
  readonly ports: ReadonlyMap<string, number>;
  /** The proxies in front of the roles that others call, by role. */
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
  /** Where roles ask for the business time. @default they have no clock */
  readonly clockUrl?: string;
  readonly pointEnv: (role: string) => Record<string, string>;
  /** See `Style.env`. @default none */
  readonly styleEnv?: (role: string) => Readonly<Record<string, string>>;
  readonly historyDir: string;
  readonly logsDir: string;
  readonly record: (event: LifeEvent) => void;
  /** Called when a process of this role ended by itself; its restart waits for it. @default nothing */
  readonly beforeRestart?: (role: string) => Promise<void>;
}

/** How many routes each server of the lab needs: one for each link to it. */
export function routesNeeded(lab: Lab, variant: string): Record<string, number> {
  const routes: Record<string, number> = {};
  for (const { role } of processesOf(lab, variant)) {
    for (const server of lab.roles[role].links.flatMap((name) => nodesOf(lab, name))) {
      routes[server] = (routes[server] ?? 0) + 1;
    }
  }
  return routes;
}

/** A server and the further nodes of its cluster. */
const nodesOf = ({ services }: Lab, server: string): string[] => [
  server,
  ...Object.keys(services).filter((name) => services[name].nodeOf === server),
];

/** A port for each process that listens for HTTP, by the id of the process. */
export function listeningPorts(lab: Lab, variant: string, run: string): Map<string, number> {
  const listening = processesOf(lab, variant).filter(({ role }) => lab.roles[role].listens);
  return new Map(listening.map(({ id }) => [id, freePort(run)]));
}

export interface RoleProcesses {
  readonly processes: readonly Supervised[];
  /** The address that gets the load. */
  readonly entryUrl: string;
}

/** Opens the links and describes the processes. It starts no process. */
export async function openRoleProcesses(options: RolesOptions): Promise<RoleProcesses> {
  const { lab, variant, ports } = options;
  const routes = new RoutePicker(options.servers);
  const processes: Supervised[] = [];
  const words = await enclosure();
  for (const planned of processesOf(lab, variant)) {
    const { id, role } = planned;
    const spec = lab.roles[role];
    const port = ports.get(id);
    const env = {
      ...await linksToServers(options, id, role, routes),
      ...await linksToRoles(options, id, spec),
      ...(port !== undefined && { LISTEN_PORT: String(port) }),
      ...choiceVariables(options.choices),
      ...(options.clockUrl !== undefined && { ASYNCLAB_CLOCK: options.clockUrl }),
      ...options.styleEnv?.(role),
      ...lab.variants[variant].settings?.[role],
    };
    processes.push(describe(options, planned, env, words));
  }
  return { processes, entryUrl: `http://127.0.0.1:${ports.get(lab.entry)}/` };
}

const choiceVariables = (choices: Choices = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(choices).map(([name, word]) => [variableOf(name), word]));

async function linksToServers(
  { lab, links, namespaces }: RolesOptions,
  id: string,
  name: string,
  routes: RoutePicker,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const server of lab.roles[name].links) {
    const urls: string[] = [];
    for (const node of nodesOf(lab, server)) {
      const { protocol } = lab.services[node];
      const at = await routes.open(
        node,
        (route) => links.open(`${id}-${node}`, { ...route, ...(protocol && { protocol }) }),
      );
      urls.push(namespaces[node].url(at));
    }
    env[`${server.toUpperCase()}_URL`] = urls.join();
    Object.assign(env, namespaces[server].env(name));
  }
  return env;
}

/** A call to another role goes over a link, like every connection, and then through that role's HTTP proxy. */
async function linksToRoles(
  { links, httpProxies }: RolesOptions,
  id: string,
  { calls = [] }: Role,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  // This variant may not have the role that others call.
  for (const called of calls.filter((role) => role in httpProxies)) {
    const upstream = httpProxies[called].endpoint;
    const { host, port } = await links.open(`${id}-${called}`, { listenPort: 0, upstream });
    env[`${called.toUpperCase()}_URL`] = `http://${host}:${port}/`;
  }
  return env;
}

/** Runs share the routes of a warm server, so a route in use is skipped. */
class RoutePicker {
  #used = new Map<string, number>();
  #servers: Readonly<Record<string, Server>>;
  constructor(servers: Readonly<Record<string, Server>>) {
    this.#servers = servers;
  }

  async open(server: string, open: (route: Route) => Promise<Endpoint>): Promise<Endpoint> {
    const { routes } = this.#servers[server];
    for (;;) {
      const next = this.#used.get(server) ?? 0;
      this.#used.set(server, next + 1);
      try {
        return await open(routes[next]);
      } catch (error) {
        if (next + 1 >= routes.length) throw error;
      }
    }
  }
}

function describe(
  options: RolesOptions,
  { id, role, startPolicy }: PlannedProcess,
  roleEnv: Record<string, string>,
  enclosing: readonly string[] | null,
): Supervised {
  const line = options.commands[role];
  const inherited = line === undefined ? ownEnv() : Deno.env.toObject();
  const logPath = join(options.logsDir, `${id}.log`);
  return supervise({
    id,
    role,
    startPolicy,
    logPath,
    beforeRestart: () => options.beforeRestart?.(role) ?? Promise.resolve(),
    ...(line === undefined
      ? ownProgram(options.lab.roles[role].program)
      : { ...shellLine(line, enclosing), sign: eventsVariable }),
    env: (incarnation) => ({
      ...inherited,
      ...roleEnv,
      ...options.pointEnv(role),
      [mark]: options.run,
      ASYNCLAB_ROLE: id,
      // PostgreSQL's clients name their sessions by it: so triggers know which process works.
      PGAPPNAME: id,
      ASYNCLAB_EPOCH_MS: String(options.epochMs),
      [eventsVariable]: join(options.historyDir, `${id}-${incarnation}.jsonl`),
    }),
    record: options.record,
  });
}

/** The variable with the path for a process's events. Each incarnation of each process has its own path. */
const eventsVariable = "ASYNCLAB_EVENTS";

/** A foreign program is any shell line. With `enclosing`, it and all its children are in one process namespace. */
export function shellLine(line: string, enclosing: readonly string[] | null) {
  if (enclosing === null) return { command: "/bin/sh", args: ["-c", line] };
  const [command, ...flags] = enclosing;
  return { command, args: [...flags, "/bin/sh", "-c", firstProcess, "sh", line], enclosed: true };
}

const config = join(import.meta.dirname!, "../../deno.json");

/** Our own roles may reach this machine only. */
function ownProgram(module: string) {
  const allowed = ["env", "read", "write", "sys", "net=127.0.0.1,localhost"];
  const flags = ["--quiet", "--frozen", "--cached-only", "--no-prompt", "--config", config];
  return {
    command: Deno.execPath(),
    args: ["run", ...flags, ...allowed.map((what) => `--allow-${what}`), module],
    single: true,
  };
}

/** Our own roles need only the variables that Deno needs. */
function ownEnv(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "LANG"];
  const env: Record<string, string> = { NO_COLOR: "1" };
  for (const name of names) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}
