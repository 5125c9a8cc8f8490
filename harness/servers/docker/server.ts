/** One server in its container: when it is healthy, and how it is killed, stopped and paused. */
import { type Refusal, unavailable } from "../../errors.ts";
import type { Server, Service } from "../../contract/lab.ts";
import { fullDisk } from "../full_disk.ts";
import { docker, DockerError, tryDocker } from "./cli.ts";
import type { Plan } from "./project.ts";
import { runLabel } from "./sweep.ts";

export interface Patience {
  readonly run: string;
  readonly healthyTimeoutMs: number;
  /** On abort the wait ends: the whole request is given up. */
  readonly signal?: AbortSignal;
}

/** A server is not healthy: it ended with this exit code, or it stayed silent until the limit. */
export class Unhealthy extends Error {
  override name = "Unhealthy";
  readonly plan: Plan;
  constructor(plan: Plan, what: string, cause?: unknown) {
    super(`${plan.name} (${plan.service}) ${what}`, { cause });
    this.plan = plan;
  }
}

const stopLimitMs = 60_000;
const retryMs = 100;

/** Resolves when the server answers; throws Unhealthy when its container ends or the time is over. */
export async function untilHealthy(plan: Plan, service: Service, patience: Patience) {
  using exit = watchExit(plan.container, patience.run);
  const deadline = performance.now() + patience.healthyTimeoutMs;
  for (let last: unknown;;) {
    patience.signal?.throwIfAborted();
    try {
      return await service.ping(plan.access);
    } catch (error) {
      last = error;
    }
    if (exit.code !== null) throw new Unhealthy(plan, `ended with exit code ${exit.code}`, last);
    if (performance.now() > deadline) {
      const seconds = patience.healthyTimeoutMs / 1000;
      throw new Unhealthy(plan, `did not answer within ${seconds} s`, last);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** Notices the container's end without polling. */
function watchExit(container: string, run: string): Disposable & { code: string | null } {
  const leave = new AbortController();
  const watch = { code: null as string | null, [Symbol.dispose]: () => leave.abort() };
  docker(["wait", container], { run, signal: leave.signal, timeoutMs: 3_600_000 })
    .then((code) => watch.code = code, () => {});
  return watch;
}

interface State {
  readonly running: boolean;
  readonly paused: boolean;
}

/** Null where there is no such container. A paused container also counts as running. */
export async function stateOf(container: string, run: string): Promise<State | null> {
  const format = "{{.State.Running}} {{.State.Paused}}";
  const text = await tryDocker(["inspect", "--type", "container", "--format", format, container], {
    run,
  });
  if (text === null) return null;
  const [running, paused] = text.split(" ").map((word) => word === "true");
  return { running, paused };
}

/** Starts a container from any state; resolves when the server answers. */
export async function startContainer(plan: Plan, service: Service, patience: Patience) {
  const { container } = plan;
  const { run } = patience;
  if ((await stateOf(container, run))?.paused) await docker(["unpause", container], { run });
  try {
    await docker(["start", container], { run });
  } catch (error) {
    throw portRefusal(error) ?? error;
  }
  await untilHealthy(plan, service, patience);
}

/** The server in a running container. Docker treats a container as one unit, so counts are 0 or 1. */
export function containerServer(
  plan: Plan,
  service: Service,
  version: string,
  patience: Patience,
): Server {
  const { container } = plan;
  const { run } = patience;
  const state = () => stateOf(container, run);
  return {
    name: plan.name,
    service: plan.service,
    version,
    access: plan.access,
    routes: plan.routes,
    async kill() {
      if (!(await state())?.running) return 0;
      await docker(["kill", "--signal", "KILL", container], { run });
      await docker(["wait", container], { run });
      return 1;
    },
    async stop() {
      const now = await state();
      if (!now?.running) return 0;
      if (now.paused) await docker(["unpause", container], { run });
      await docker(["stop", container], { run, timeoutMs: stopLimitMs });
      return 1;
    },
    start: () => startContainer(plan, service, patience),
    async pause() {
      const now = await state();
      if (!now?.running) return 0;
      if (!now.paused) await docker(["pause", container], { run });
      return (await state())?.paused ? 1 : 0;
    },
    async resume() {
      if (!(await state())?.paused) return;
      await docker(["unpause", container], { run });
      if ((await state())?.paused) throw new DockerError(`${plan.name} stays paused`, "");
    },
    async fillDisk() {
      if (!(await state())?.running) return { end: () => Promise.resolve(0) };
      await limitFiles(container, "0", run);
      return fullDisk({
        makeRoom: () => limitFiles(container, "unlimited", run),
        lives: async () => (await state())?.running ?? false,
        start: () => startContainer(plan, service, patience),
      });
    },
    ...(service.container.renews && {
      async renew() {
        await this.stop();
        await emptyData(container, service.container.dataDir, run);
        await this.start();
      },
    }),
    tool: (name, args) => docker(["exec", container, name, ...args], { run }),
  };
}

/** Empties the data folder of a container that has ended, from a second container of the same image. */
async function emptyData(container: string, dataDir: string, run: string): Promise<void> {
  const image = await docker([
    "inspect",
    "--type",
    "container",
    "--format",
    "{{.Image}}",
    container,
  ], {
    run,
  });
  await docker(
    // deno-fmt-ignore
    ["run", "--rm", "--label", `${runLabel}=${run}`, "--network", "none", "--user", "0:0",
      "--volumes-from", container, "--entrypoint", "find", image, dataDir, "-mindepth", "1", "-delete"],
    { run },
  );
}

/** Limits the size to which the server's files can grow. Does nothing where the container does not run. */
async function limitFiles(container: string, bytes: "0" | "unlimited", run: string) {
  const user = await tryDocker(["exec", container, "stat", "-c", "%u:%g", "/proc/1"], { run });
  if (user === null) return;
  // Set only the soft limit, and as the server's user: otherwise that user could not raise it again.
  const script = `which prlimit >/dev/null || exit 69
for process in /proc/[0-9]*; do prlimit --pid="\${process#/proc/}" --fsize=${bytes}:; done; exit 0`;
  await docker(["exec", "--user", user, container, "sh", "-c", script], { run }).catch(
    async (error) => {
      if ((await stateOf(container, run))?.running !== true) return;
      throw unavailable("A full disk needs 'prlimit' of util-linux in the image", error);
    },
  );
}

/** A Refusal if docker's error says that another program took a port after we chose it; else null. */
export function portRefusal(error: unknown): Refusal | null {
  if (!(error instanceof DockerError)) return null;
  const text = `${error.message}\n${error.output}`;
  if (!/already allocated|address already in use/.test(text)) return null;
  const port = /(?:127\.0\.0\.1|0\.0\.0\.0):(\d+)/.exec(text)?.[1] ?? "";
  return unavailable(
    `Port ${port} of 127.0.0.1 is in use; end the program that listens there`,
    error,
  );
}
