/**
 * Services as containers: one compose project for each run, its ports on 127.0.0.1, everything
 * labelled with the run's id. Nothing that holds a password is written to disk or passed as an
 * argument.
 */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { z } from "zod";
import { Refusal, unavailable } from "../errors.ts";
import type { Provisioned, ProvisionRequest, Runtime, Server, Service } from "../contract/lab.ts";
import { docker as call, DockerError, tryDocker } from "./docker/cli.ts";
import { composeFile, provideImages } from "./docker/images.ts";
import { reasonIn } from "../host/log.ts";
import { collectLog, logPathOf } from "./docker/logs.ts";
import { gone, keptServerShape, readKept } from "./kept.ts";
import { portPicker, releasePorts } from "../host/ports.ts";
import { composeProject, notesOf, type Plan, planServer } from "./docker/project.ts";
import {
  containerServer,
  type Patience,
  portRefusal,
  startContainer,
  stateOf,
  Unhealthy,
  untilHealthy,
} from "./docker/server.ts";
import { runsWithContainers, sweepContainers, sweepOnce } from "./docker/sweep.ts";

export { runsWithContainers, sweepContainers };

const defaultHealthyTimeoutMs = 60_000;

export const docker: Runtime = { name: "docker", missing, provision, attach };

async function missing(): Promise<string | null> {
  const limits = { timeoutMs: 10_000 };
  const host = Deno.env.get("DOCKER_HOST") ?? "";
  if (/^(tcp|ssh):/.test(host) && !/localhost|127\.0\.0\.1/.test(host)) {
    return `DOCKER_HOST names an engine on another machine (${host}); the servers must listen on this one`;
  }
  if (await tryDocker(["--version"], limits) === null) return "the docker command is not installed";
  try {
    await call(["version", "--format", "{{.Server.Version}}"], limits);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return `the docker engine does not answer: ${error.message}`;
  }
  if (await tryDocker(["compose", "version", "--short"], limits) !== null) return null;
  return "docker's compose plugin is not installed (package docker-compose-plugin or docker-compose)";
}

async function provision(request: ProvisionRequest): Promise<Provisioned> {
  const { run, say } = request;
  const names = Object.keys(request.services);
  const ports = portPicker(run, request.portBase);
  const plans = names.map((name) =>
    planServer(run, name, request.services[name], request.routes[name] ?? 0, secret(), ports)
  );
  const images = await provideImages(plans.map((plan) => plan.template), request);
  try {
    say(`docker: starting ${names.join(", ")} (${[...new Set(Object.values(images))].join(", ")})`);
    for (const note of notesOf(request.services)) say(`docker: ${note}`);
    await up(plans, images, request);
    const servers = await healthy(plans, request);
    return provisioned({ ...request, plans, servers, owned: !request.keep });
  } catch (error) {
    const refusal = await explain(error, plans, request);
    await sweepContainers(run).catch((left) => say(`docker: cleaning failed: ${left.message}`));
    throw refusal;
  }
}

const secret = () => randomBytes(24).toString("hex");

async function up(
  plans: readonly Plan[],
  images: Readonly<Record<string, string>>,
  { run, services, signal, healthyTimeoutMs = defaultHealthyTimeoutMs }: ProvisionRequest,
): Promise<void> {
  const project = await composeProject(run, plans, services, images);
  await call(
    // deno-fmt-ignore
    ["compose", "--ansi", "never", "--progress", "plain", "--env-file", "/dev/null",
      "--project-directory", dirname(composeFile), "--project-name", project.name, "--file", "-",
      "up", "--detach", "--no-build", "--pull", "never"],
    { run, signal, input: JSON.stringify(project), timeoutMs: healthyTimeoutMs + 60_000 },
  );
}

async function healthy(
  plans: readonly Plan[],
  request: ProvisionRequest,
): Promise<Record<string, Server>> {
  const { run, say, services } = request;
  const began = performance.now();
  // A server that fails ends the wait for the others.
  const giveUp = new AbortController();
  const signal = AbortSignal.any([request.signal, giveUp.signal]);
  const { healthyTimeoutMs = defaultHealthyTimeoutMs } = request;
  const results = await Promise.allSettled(plans.map(async (plan) => {
    try {
      await untilHealthy(plan, services[plan.name], { run, healthyTimeoutMs, signal });
      return await serverOf(plan, services[plan.name], { run, healthyTimeoutMs });
    } catch (error) {
      giveUp.abort(error);
      throw error;
    }
  }));
  signal.throwIfAborted();
  say(`docker: all servers answer after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const servers = results.map((result) => (result as PromiseFulfilledResult<Server>).value);
  return Object.fromEntries(servers.map((server) => [server.name, server]));
}

async function serverOf(plan: Plan, service: Service, patience: Patience): Promise<Server> {
  return containerServer(plan, service, await service.version(plan.access), patience);
}

/** Turns the error into one for the user; fetches the logs while the containers still exist. */
async function explain(
  error: unknown,
  plans: readonly Plan[],
  { run, logsDir, signal }: ProvisionRequest,
): Promise<unknown> {
  if (signal.aborted || error instanceof Refusal) return error;
  if (error instanceof DockerError) {
    return portRefusal(error) ??
      unavailable(`Cannot start the servers: ${error.message}`, error);
  }
  await collectLogs(plans, logsDir, run);
  if (!(error instanceof Unhealthy)) return error;
  const path = logPathOf(logsDir, error.plan.name);
  const line = reasonIn(await Deno.readTextFile(path))?.slice(0, 300) ?? "it wrote nothing";
  return unavailable(`${error.message}: ${line} (its log: ${path})`, error);
}

async function collectLogs(plans: readonly Plan[], logsDir: string, run: string, since?: string) {
  await Deno.mkdir(logsDir, { recursive: true });
  await Promise.all(
    plans.map((plan) => collectLog(plan.container, logPathOf(logsDir, plan.name), run, since)),
  );
}

interface Holding {
  readonly run: string;
  readonly plans: readonly Plan[];
  readonly servers: Readonly<Record<string, Server>>;
  readonly logsDir: string;
  /** Whether disposing removes the servers. */
  readonly owned: boolean;
  /** Logs before this time belong to an earlier use. */
  readonly since?: string;
}

function provisioned({ run, plans, servers, logsDir, owned, since }: Holding): Provisioned {
  let left = false;
  const leave = async (removes: boolean) => {
    try {
      if (!left) await collectLogs(plans, logsDir, run, since);
      left = true;
    } finally {
      if (removes) {
        await sweepOnce(run);
        releasePorts(run);
      }
    }
  };
  return {
    servers,
    state: { runtime: "docker", run, plans } satisfies z.infer<typeof stateShape>,
    destroy: () => leave(true),
    [Symbol.asyncDispose]: () => leave(owned),
  };
}

const planShape = keptServerShape.extend({ template: z.string(), container: z.string() });
const stateShape = z.object({
  runtime: z.literal("docker"),
  run: z.string(),
  plans: z.array(planShape).readonly(),
});

/** Attaches to warm servers; brings back a server that a run left killed or paused. */
async function attach(
  state: unknown,
  { services, logsDir }: Pick<ProvisionRequest, "services" | "logsDir">,
): Promise<Provisioned> {
  const { run, plans } = readKept(stateShape, state);
  const since = new Date().toISOString();
  const patience = { run, healthyTimeoutMs: defaultHealthyTimeoutMs };
  const wanted = plans.filter((plan) => plan.name in services);
  const servers = await Promise.all(wanted.map(async (plan) => {
    if (await stateOf(plan.container, run) === null) throw gone(`${plan.container} is not there`);
    await startContainer(plan, services[plan.name], patience).catch((error) => {
      throw error instanceof Unhealthy ? gone(error.message, error) : error;
    });
    return await serverOf(plan, services[plan.name], patience);
  }));
  const byName = Object.fromEntries(servers.map((server) => [server.name, server]));
  return provisioned({ run, plans, servers: byName, logsDir, owned: false, since });
}
