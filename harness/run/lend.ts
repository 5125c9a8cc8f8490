/** The servers of a run: its own, or the warm ones of `asynclab up`. */
import { faultNamed } from "../faults/catalogue.ts";
import type { Lab, Runtime, Say, Server } from "../contract/lab.ts";
import type { RunPlan } from "../plan/plan.ts";
import { guard } from "../servers/guard.ts";
import { routesNeeded } from "../roles/roles.ts";
import { borrow, type Warm } from "../servers/warm.ts";

export interface LendRequest {
  readonly plan: RunPlan;
  readonly lab: Lab;
  /** Folder for the logs of the run's own servers. */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** The servers of one run. Disposing returns the warm ones, and ends its own. */
export interface Lent extends AsyncDisposable {
  readonly servers: Readonly<Record<string, Server>>;
}

/** Resolves when all servers of the lab answer. The reaper cleans up the run, even if this process dies. */
export type Lend = (request: LendRequest) => Promise<Lent>;

/** Starts servers for this run alone. */
export const own = (runtime: Runtime): Lend => async ({ plan, lab, logsDir, say, signal }) => {
  const stack = new AsyncDisposableStack();
  return await bringUpOrEnd(stack, async () => {
    stack.use(await guard(plan.run, runtime.name));
    const { run, portBase, variant } = plan;
    const routes = routesNeeded(lab, variant);
    const request = { run, services: lab.services, routes, portBase, logsDir, say, signal };
    return stack.use(await runtime.provision(request)).servers;
  });
};

/** Borrows the warm servers; alone where a fault of the plan breaks one of them. */
export const warm =
  (servers: Warm, runtime: Runtime): Lend => async ({ plan, lab, logsDir, say }) => {
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

/** If `bringUp` fails, ends what it started at once. */
async function bringUpOrEnd(
  stack: AsyncDisposableStack,
  bringUp: () => Promise<Lent["servers"]>,
): Promise<Lent> {
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

/** True where a fault of the plan breaks a server: the run must hold the servers alone. */
export const breaksServer = (lab: Lab, plan: RunPlan): boolean =>
  brokenServers(lab, plan).length > 0;
