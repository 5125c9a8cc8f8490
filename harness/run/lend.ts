/** Where the servers of a run come from: servers of its own, or the warm ones of `asynclab up`. */
import { faultNamed } from "../faults/catalogue.ts";
import type { Lab, Runtime, Say, Server } from "../contract/lab.ts";
import type { RunPlan } from "../plan/plan.ts";
import { guard } from "../servers/guard.ts";
import { routesNeeded } from "../roles/roles.ts";
import { borrow, type Warm } from "../servers/warm.ts";

export interface LendRequest {
  readonly plan: RunPlan;
  readonly lab: Lab;
  /** Folder for the logs of servers that are the run's own. */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** The servers of one run. Disposing gives them back, or ends those that are its own. */
export interface Lent extends AsyncDisposable {
  readonly servers: Readonly<Record<string, Server>>;
}

/** Resolves when all of the lab's servers answer. Whatever becomes of this process, the run is swept. */
export type Lend = (request: LendRequest) => Promise<Lent>;

/** Servers of the run's own. */
export const own = (runtime: Runtime): Lend => async ({ plan, lab, logsDir, say, signal }) => {
  const stack = new AsyncDisposableStack();
  return await given(stack, async () => {
    stack.use(await guard(plan.run, runtime.name));
    const { run, portBase, variant } = plan;
    const routes = routesNeeded(lab, variant);
    const request = { run, services: lab.services, routes, portBase, logsDir, say, signal };
    return stack.use(await runtime.provision(request)).servers;
  });
};

/** The warm servers; alone where a fault of the plan breaks one of them. */
export const warm =
  (servers: Warm, runtime: Runtime): Lend => async ({ plan, lab, logsDir, say }) => {
    const stack = new AsyncDisposableStack();
    return await given(stack, async () => {
      const reaper = stack.use(await guard(plan.run, runtime.name));
      const alone = breaksServer(lab, plan);
      const borrowed = stack.use(await borrow(servers, runtime, lab, alone, { logsDir, say }));
      const all = Object.values(borrowed.servers);
      reaper.remember(all.map(({ service, access }) => ({ service, access })));
      return borrowed.servers;
    });
  };

/** What was brought up before it failed goes down at once. */
async function given(
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

/** Servers that faults of the plan break, as the lab calls them (a cluster by its first node). */
export const brokenServers = (lab: Lab, { variant, episodes }: RunPlan): string[] =>
  episodes.map(({ name }) => faultNamed(lab, variant, name))
    .filter(({ scope }) => scope === "server").map(({ thing }) => thing.name);

/** True where a fault of the plan breaks a server: the run must hold the servers alone. */
export const breaksServer = (lab: Lab, plan: RunPlan): boolean =>
  brokenServers(lab, plan).length > 0;
