/** Provides the servers of a run: servers of its own, or the warm ones of `asynclab up`. */
import { faultNamed } from "../faults/catalogue.ts";
import type { Lab, Runtime, Say, Server } from "../contract/lab.ts";
import type { RunPlan } from "../plan/plan.ts";
import { guard } from "../servers/guard.ts";
import { routesNeeded } from "../roles/roles.ts";
import { borrow, type Warm } from "../servers/warm.ts";

export interface ServersRequest {
  readonly plan: RunPlan;
  readonly lab: Lab;
  /** Folder for the logs of the run's own servers. */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** The servers of one run. Disposing ends those that were started for it, and gives warm ones back. */
export interface RunServers extends AsyncDisposable {
  readonly servers: Readonly<Record<string, Server>>;
}

/** Resolves when all servers of the lab answer. The reaper cleans up after the run, even if this process dies. */
export type ProvideServers = (request: ServersRequest) => Promise<RunServers>;

/** Starts servers for this run alone. */
export const ownServers =
  (runtime: Runtime): ProvideServers => async ({ plan, lab, logsDir, say, signal }) => {
    const stack = new AsyncDisposableStack();
    return await bringUpOrEnd(stack, async () => {
      stack.use(await guard(plan.run, runtime.name));
      const { run, portBase, variant } = plan;
      const routes = routesNeeded(lab, variant);
      const request = { run, services: lab.services, routes, portBase, logsDir, say, signal };
      return stack.use(await runtime.provision(request)).servers;
    });
  };

/** Borrows the warm servers. If a fault of the plan breaks one of them, no other run uses them meanwhile. */
export const warmServers =
  (servers: Warm, runtime: Runtime): ProvideServers => async ({ plan, lab, logsDir, say }) => {
    const stack = new AsyncDisposableStack();
    return await bringUpOrEnd(stack, async () => {
      const reaper = stack.use(await guard(plan.run, runtime.name));
      const alone = breaksServer(lab, plan);
      const borrowed = stack.use(await borrow(servers, runtime, lab, alone, { logsDir, say }));
      const all = Object.values(borrowed.servers);
      reaper.remember(all.map(({ service, access }) => ({ service, access })));
      return borrowed.servers;
    });
  };

/** If `bringUp` fails, ends at once what it started. */
async function bringUpOrEnd(
  stack: AsyncDisposableStack,
  bringUp: () => Promise<RunServers["servers"]>,
): Promise<RunServers> {
  try {
    const servers = await bringUp();
    return { servers, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Servers that faults of the plan break, by their names in the lab (a cluster by its first node). */
export const brokenServers = (lab: Lab, { variant, episodes }: RunPlan): string[] =>
  episodes.map(({ name }) => faultNamed(lab, variant, name))
    .filter(({ scope }) => scope === "server").map(({ thing }) => thing.name);

/** True where a fault of the plan breaks a server: no other run may use the servers meanwhile. */
export const breaksServer = (lab: Lab, plan: RunPlan): boolean =>
  brokenServers(lab, plan).length > 0;
