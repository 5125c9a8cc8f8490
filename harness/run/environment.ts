/** Everything that a run starts before the load: servers, namespaces, links, roles. */
import { join } from "node:path";
import type { Suspect } from "./failure.ts";
import { faultsIn } from "../faults/catalogue.ts";
import { type Control, openControl } from "../faults/failpoints.ts";
import { hazardsOfPoint } from "../faults/fault_hazards.ts";
import type {
  HttpProxy,
  Lab,
  Namespace,
  Progress,
  Server,
  Style,
  TcpProxies,
} from "../contract/lab.ts";
import { openClock, type RunClock } from "../clock/clock.ts";
import { durationMsOf } from "../plan/plan.ts";
import { breaksServer } from "./provide_servers.ts";
import { prepareMs } from "../limits.ts";
import type { Enter } from "./phases.ts";
import { processesOf } from "../contract/processes.ts";
import { recordHands } from "./hands.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import type { RunOptions } from "./run_options.ts";
import { openHttpProxy } from "../proxies/http_proxy.ts";
import { releasePorts } from "../host/ports.ts";
import { openTcpProxies } from "../proxies/tcp_proxies.ts";
import { listeningPorts, openRoleProcesses } from "../roles/roles.ts";
import type { Supervised } from "../roles/supervised.ts";
import { takesCopies } from "../services/broker.ts";
import { interruptible, within } from "../timer.ts";
import { keysOf } from "../workload/plan.ts";

/** Everything that a run has started. */
export interface Environment {
  readonly servers: Readonly<Record<string, Server>>;
  readonly namespaces: Readonly<Record<string, Namespace>>;
  readonly style: Style;
  readonly links: TcpProxies;
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
  readonly processes: readonly Supervised[];
  readonly entryUrl: string;
  readonly control: Control;
  readonly recorder: Recorder;
  /** Null where the style has no calendar. */
  readonly clock: RunClock | null;
  /** Names of the faults in force. */
  readonly inForce: Set<string>;
  /** See `Style.progress`. */
  progress(): Promise<Progress>;
}

/** The servers that a run has started: the first suspects when it fails. */
export class Suspects {
  readonly #lab: Lab;
  readonly #variant: string;
  #servers: Environment["servers"] = {};
  constructor(lab: Lab, variant: string) {
    this.#lab = lab;
    this.#variant = variant;
  }

  add(servers: Environment["servers"]): void {
    this.#servers = servers;
  }

  /** Leaves out the servers that one of these faults strikes: their silence is expected. */
  list(faultsOn: readonly string[]): Suspect[] {
    const { services } = this.#lab;
    const aims = faultsIn(this.#lab, this.#variant)
      .filter(({ name }) => faultsOn.includes(name)).map(({ target }) => target);
    const names = Object.keys(this.#servers).filter((name) =>
      !aims.includes(name) && !aims.includes(services[name].nodeOf ?? name)
    );
    return names.map((name) => ({
      name,
      service: services[name],
      access: this.#servers[name].access,
    }));
  }
}

export interface SetUpOptions extends RunOptions {
  /** Gets the servers when they are up. */
  readonly suspects: Suspects;
  readonly giveUp: (error: unknown) => void;
}

/** Starts everything; `stack` ends it again in reverse order. */
export async function setUp(
  options: SetUpOptions,
  enter: Enter,
  stack: AsyncDisposableStack,
): Promise<Environment> {
  enter("provision");
  const { plan, lab, runDir, say, signal } = options;
  const logsDir = join(runDir, "logs");
  const { servers } = stack.use(await options.provideServers({ plan, lab, logsDir, say, signal }));
  options.suspects.add(servers);
  options.signal.throwIfAborted();
  enter("prepare");
  const namespaces = await openNamespaces(options, servers, stack);
  const style = await openStyle(options, namespaces);
  const links = stack.use(await openTcpProxies());
  enter("start");
  const environment = await startRoles(options, { servers, namespaces, style, links }, stack);
  // Waits for the disk here: otherwise the fault would wait for it, and begin after the load.
  if (breaksServer(lab, plan)) await interruptible(onDisk(namespaces), signal);
  return environment;
}

/** Resolves when all that was made in these namespaces is on disk. */
export async function onDisk(namespaces: Environment["namespaces"]): Promise<void> {
  await Promise.all(Object.values(namespaces).map((namespace) => namespace.onDisk?.()));
}

async function openNamespaces(
  { plan, lab, signal }: RunOptions,
  servers: Environment["servers"],
  stack: AsyncDisposableStack,
): Promise<Environment["namespaces"]> {
  const namespaces: Record<string, Namespace> = {};
  for (const [name, service] of Object.entries(lab.services)) {
    const opened = service.openNamespace(servers[name], plan.run);
    namespaces[name] = stack.use(await inTime(opened, `${name} (${service.name})`));
    signal.throwIfAborted();
  }
  return namespaces;
}

async function openStyle(
  { plan, lab, signal }: RunOptions,
  namespaces: Environment["namespaces"],
): Promise<Style> {
  const style = lab.open(namespaces, plan.variant, plan.choices);
  await inTime(style.prepare(keysOf(plan.workload.users)), "the servers of the run");
  signal.throwIfAborted();
  return style;
}

const inTime = <T>(work: Promise<T>, who: string): Promise<T> =>
  within(prepareMs, work, `${who} could not be prepared within ${prepareMs / 1_000} s`);

async function startRoles(
  options: SetUpOptions,
  { servers, namespaces, style, links }: Pick<
    Environment,
    "servers" | "namespaces" | "style" | "links"
  >,
  stack: AsyncDisposableStack,
): Promise<Environment> {
  const { plan, lab, runDir, signal } = options;
  const recorder = stack.use(openRecorder(options, options.giveUp));
  const { epochMs, record } = recorder;
  const processes: Supervised[] = [];
  const inForce = new Set<string>();
  const control = stack.use(openControl({
    specs: plan.points,
    passes: plan.episodes.flatMap(({ pass }) => pass ?? []),
    process: (id) => processes.find((process) => process.id === id),
    record,
    notesPasses: options.notesPasses,
    isOn: (name) => inForce.has(name),
    hazards: { of: (spec) => hazardsOfPoint(lab, spec), record },
  }));
  const clock = clockOf(options, style, recorder, stack);
  const ports = listeningPorts(lab, plan.variant, plan.run);
  stack.defer(() => releasePorts(plan.run));
  const httpProxies = await openHttpProxies(options, ports, stack);
  const roles = await openRoleProcesses({
    lab,
    variant: plan.variant,
    run: plan.run,
    epochMs,
    commands: plan.commands,
    choices: plan.choices,
    servers,
    namespaces,
    links,
    ports,
    httpProxies,
    ...(clock !== null && { clockUrl: clock.url }),
    pointEnv: (role) => control.env(role),
    styleEnv: (role) => style.env?.(role) ?? {},
    historyDir: join(runDir, "history"),
    logsDir: join(runDir, "logs"),
    record,
    beforeRestart: (role) =>
      recordHands({ style, recorder, httpProxies, roles: lab.roles }, [role]),
  });
  for (const process of roles.processes) processes.push(stack.use(process));
  const atOnce = processes.filter(({ startPolicy }) => startPolicy === "with-run");
  await interruptible(Promise.all(atOnce.map((process) => process.start())), signal);
  const { entryUrl } = roles;
  const foreign = new Set(Object.keys(plan.commands));
  const progress = () => style.progress(foreign);
  const up = { servers, namespaces, style, links, httpProxies, processes };
  return { ...up, entryUrl, control, recorder, clock, inForce, progress };
}

/** Starts the business clock; it stands still until the load begins. */
function clockOf(
  { plan, giveUp, signal }: SetUpOptions,
  { calendar }: Style,
  { epochMs, record }: Recorder,
  stack: AsyncDisposableStack,
): RunClock | null {
  if (calendar === undefined) return null;
  const nowMs = () => performance.timeOrigin + performance.now() - epochMs;
  const loadDurationMs = durationMsOf(plan.workload);
  return stack.use(openClock({ calendar, nowMs, loadDurationMs, record, giveUp, signal }));
}

/** Opens a proxy in front of each role that another role calls. */
async function openHttpProxies(
  { plan, lab }: RunOptions,
  ports: ReadonlyMap<string, number>,
  stack: AsyncDisposableStack,
): Promise<Environment["httpProxies"]> {
  const httpProxies: Record<string, HttpProxy> = {};
  const calls = processesOf(lab, plan.variant).flatMap(({ role }) => lab.roles[role].calls ?? []);
  for (const called of new Set(calls)) {
    const port = ports.get(called);
    if (port === undefined) continue;
    const upstream = { host: "127.0.0.1", port };
    httpProxies[called] = stack.use(await openHttpProxy(upstream, { seed: plan.seed }));
  }
  return httpProxies;
}

/** Records the memory of each process, and the work that waits. */
export function sample(
  { processes, recorder: { record } }: Environment,
  lab: Lab,
  progress: Progress | null,
): void {
  for (const process of processes) {
    const rssBytes = process.rssBytes();
    if (!rssBytes) continue;
    const { id, incarnation } = process;
    record({ kind: "sample", role: id, incarnation, rssBytes });
  }
  if (progress === null) return;
  const { backlog, lag } = progress;
  record({ kind: "sample", role: lab.name, backlog, ...(lag !== null && { lag }) });
}

/** Records how much log the databases keep for readers; nothing while a server is away. */
export async function sampleRetention(
  { style, recorder: { record } }: Environment,
): Promise<void> {
  const kept = await style.retention?.().catch(() => []);
  for (const one of kept ?? []) record({ kind: "retention", ...one });
}

export const versionsOf = (
  servers: Readonly<Record<string, Server>>,
  { broker, services }: Lab,
): Record<string, string> => ({
  deno: Deno.version.deno,
  ...Object.fromEntries(
    Object.values(servers).map(({ name, service, version }) => {
      const said = `${service} ${version}`;
      // One kind of server may be a broker in more than one way.
      const isBroker = services[name].offers?.(name).some((one) => one.name === takesCopies.name);
      const route = isBroker && broker !== undefined && broker !== service;
      return [name, route ? `${broker} on ${said}` : said];
    }),
  ),
});
