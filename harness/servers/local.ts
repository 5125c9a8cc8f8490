/**
 * Services as plain processes of this machine, on 127.0.0.1. Their programs are found or fetched,
 * their data are in a folder of the run in the cache, and everything is marked with the run's id.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { Refusal, unavailable } from "../errors.ts";
import type {
  Installation,
  Provisioned,
  ProvisionRequest,
  Route,
  Runtime,
  Service,
} from "../contract/lab.ts";
import { exists, uncached } from "../host/cache.ts";
import { gone, keptServerShape, readKept } from "./kept.ts";
import { type PortPicker, portPicker } from "../host/ports.ts";
import { type Keeping, type LocalPlan, LocalServer } from "./local/server.ts";
import { mark } from "../host/process.ts";
import { makeRunDir } from "../host/run_dir.ts";
import { runDataDir, sweepLocal } from "./sweep.ts";

export const local: Runtime = { name: "local", missing, provision, attach };

const defaultHealthyTimeoutMs = 60_000;

function missing(): Promise<string | null> {
  const why = Deno.build.os === "linux"
    ? null
    : `local servers are watched through /proc, which ${Deno.build.os} does not have; use docker`;
  return Promise.resolve(why);
}

async function provision(request: ProvisionRequest): Promise<Provisioned> {
  const { run, services, say, signal, logsDir, keep = false } = request;
  const why = await missing();
  if (why !== null) throw unavailable(why);
  const installed = await install(request);
  const ports = portPicker(run, request.portBase);
  const planned = Object.entries(services).map(([name, service]) =>
    planServer(name, service, request.routes[name] ?? 0, ports)
  );
  const dir = runDataDir(run);
  await makeRunDir(run).catch((error) => {
    throw uncached(error);
  });
  await Deno.mkdir(logsDir, { recursive: true });
  // A server that fails ends the wait for the others.
  const giveUp = new AbortController();
  const keeping = {
    run,
    logsDir,
    keep,
    healthyTimeoutMs: request.healthyTimeoutMs ?? defaultHealthyTimeoutMs,
    signal: AbortSignal.any([signal, giveUp.signal]),
  };
  say(`local: starting ${planned.map(({ name }) => name).join(", ")}`);
  const began = performance.now();
  const results = await Promise.allSettled(planned.map(async (one) => {
    try {
      return await startOne(one, planned, dir, installed.get(one.service.name)!, keeping);
    } catch (error) {
      giveUp.abort(error);
      throw error;
    }
  }));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed !== undefined) {
    await sweepLocal(run);
    throw keeping.signal.reason;
  }
  say(`local: all servers answer after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const started = results.map((result) => (result as PromiseFulfilledResult<Started>).value);
  return provisioned(run, started, !keep);
}

/** Finds or fetches the programs of every kind of server, each kind once. */
async function install({ run, services, say, signal }: ProvisionRequest) {
  const kinds = new Map(Object.values(services).map((service) => [service.name, service]));
  const giveUp = new AbortController();
  const fetching = {
    say,
    signal: AbortSignal.any([signal, giveUp.signal]),
    env: { [mark]: run },
  };
  const results = await Promise.allSettled(
    [...kinds].map(async ([name, { local }]) => {
      try {
        return [name, await local.install(fetching)] as [string, Installation];
      } catch (error) {
        giveUp.abort(error);
        throw error;
      }
    }),
  );
  fetching.signal.throwIfAborted();
  return new Map(results.map((r) => (r as PromiseFulfilledResult<[string, Installation]>).value));
}

interface PlannedServer {
  readonly name: string;
  readonly service: Service;
  readonly port: number;
  readonly innerPorts: readonly number[];
  readonly routes: readonly Route[];
}

/** Chooses the ports of one server: its own, the inner ones, then those of its links. */
function planServer(
  name: string,
  service: Service,
  routeCount: number,
  ports: PortPicker,
): PlannedServer {
  const port = ports.next();
  const innerPorts = Array.from({ length: service.local.innerPorts }, () => ports.next());
  const at = (port: number) => ({ host: "127.0.0.1", port });
  const route = (): Route =>
    service.container.linkPorts === undefined
      ? { listenPort: 0, upstream: at(port) }
      : { upstream: at(ports.next()), listenPort: ports.next() };
  return { name, service, port, innerPorts, routes: Array.from({ length: routeCount }, route) };
}

interface Started {
  readonly plan: LocalPlan;
  readonly server: LocalServer;
}

async function startOne(
  { name, service, port, innerPorts, routes }: PlannedServer,
  peers: readonly PlannedServer[],
  dir: string,
  installation: Installation,
  keeping: Keeping,
): Promise<Started> {
  const password = randomBytes(24).toString("hex");
  const dataDir = join(dir, name);
  const launch = await service.local.launch({
    run: keeping.run,
    name,
    installation,
    dataDir,
    port,
    password,
    innerPorts,
    routes: routes.map(({ upstream, listenPort }) => ({ port: upstream.port, listenPort })),
    peers,
  });
  const plan: LocalPlan = {
    name,
    service: service.name,
    version: installation.version,
    access: {
      endpoint: { host: "127.0.0.1", port },
      user: launch.user,
      password: launch.user === "" ? "" : password,
    },
    routes,
    dataDir,
    launch,
  };
  const server = new LocalServer(plan, service, keeping);
  keeping.signal?.throwIfAborted();
  await server.start();
  return { plan, server };
}

function provisioned(run: string, started: readonly Started[], owned: boolean): Provisioned {
  const destroy = async () => {
    await Promise.all(started.map(({ server }) => server.kill()));
    await sweepLocal(run);
  };
  return {
    servers: Object.fromEntries(started.map(({ server }) => [server.name, server])),
    state: {
      runtime: "local",
      run,
      plans: started.map(({ plan }) => plan),
    } satisfies z.infer<typeof stateShape>,
    destroy,
    [Symbol.asyncDispose]: () => owned ? destroy() : Promise.resolve(),
  };
}

const planShape = keptServerShape.extend({
  version: z.string(),
  dataDir: z.string(),
  launch: z.object({
    command: z.string(),
    args: z.array(z.string()).readonly(),
    env: z.record(z.string(), z.string()),
    user: z.string(),
    stopSignal: z.enum(["SIGTERM", "SIGINT"]),
  }),
});
const stateShape = z.object({
  runtime: z.literal("local"),
  run: z.string(),
  plans: z.array(planShape).readonly(),
});

/** Attaches to warm servers; brings back a server that a run left killed or paused. */
async function attach(
  state: unknown,
  { services, logsDir }: Pick<ProvisionRequest, "services" | "logsDir">,
): Promise<Provisioned> {
  const { run, plans } = readKept(stateShape, state);
  await Deno.mkdir(logsDir, { recursive: true });
  const keeping = { run, logsDir, keep: true, healthyTimeoutMs: defaultHealthyTimeoutMs };
  const wanted = plans.filter(({ name }) => name in services);
  const started = await Promise.all(wanted.map(async (plan) => {
    if (!await exists(plan.dataDir)) throw gone(`the data of ${plan.name} are not there`);
    const server = new LocalServer(plan, services[plan.name], keeping);
    await server.start().catch((error) => {
      throw error instanceof Refusal ? gone(error.message, error) : error;
    });
    return { plan, server };
  }));
  return provisioned(run, started, false);
}
