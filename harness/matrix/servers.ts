/**
 * The servers of a check. Each lane has its own databases, because databases of one server disturb
 * each other. All lanes share the brokers. Each server starts when the first case needs it.
 */
import { join } from "node:path";
import { Refusal } from "../errors.ts";
import { brokenServers, type ProvideServers } from "../run/provide_servers.ts";
import {
  type Lab,
  placeOf,
  type Provisioned,
  type Runtime,
  type Say,
  type Server,
} from "../contract/lab.ts";
import type { RunPlan } from "../plan/plan.ts";
import { guard } from "../servers/guard.ts";
import { routesNeeded } from "../roles/roles.ts";
import type { Need } from "./locks.ts";

export interface CheckServersOptions {
  /** The check's id, which is in the names of the servers. */
  readonly check: string;
  readonly runtime: Runtime;
  /** Every edition that some case uses, with its variants. */
  readonly used: readonly { readonly lab: Lab; readonly variant: string }[];
  /** The number of cases that may be linked to a broker at once. */
  readonly cases: number;
  /**
   * The servers write their logs to folders in this one. The name of such a folder is the run id by
   * which a sweep finds its servers.
   */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

export interface CheckServers extends AsyncDisposable {
  /** Servers for the cases of one lane, one after the other. */
  lane(): ProvideServers;
  /** To call after a case that ended early: the case may have left a server killed or paused. */
  mayBeDown(): void;
  /** Why no more servers are available; null while servers are available. */
  readonly failure: Refusal | null;
}

/** Requested servers of one kind, running or starting. */
type Group = Promise<Provisioned>;

export async function openCheckServers(options: CheckServersOptions): Promise<CheckServers> {
  const { check, runtime, logsDir, say, signal } = options;
  const stack = new AsyncDisposableStack();
  const reaper = stack.use(await guard(check, runtime.name));
  const shared = new Map<string, Group>();
  let lanes = 0;
  let failure: Refusal | null = null;
  let mayBeDown = false;

  /** Returns the servers of this kind. The first case that needs them starts them for all. */
  async function group(
    groups: Map<string, Group>,
    name: string,
    lab: Lab,
    services: Lab["services"],
  ): Promise<Provisioned["servers"]> {
    if (Object.keys(services).length === 0) return {};
    const key = keyOf(services);
    const found = groups.get(key);
    const bringUp = async () => {
      const run = `${check}-${name}`;
      stack.use(reaper.also(run));
      const routes = routesFor(options, lab);
      const request = { run, services, routes, logsDir: join(logsDir, run), say, signal };
      return stack.use(await runtime.provision(request));
    };
    const provisioned = found ?? bringUp();
    groups.set(key, provisioned);
    return (await provisioned).servers;
  }

  return {
    get failure() {
      return failure;
    },
    mayBeDown: () => void (mayBeDown = true),
    lane() {
      const own = new Map<string, Group>();
      const number = ++lanes;
      return async ({ lab, plan }) => {
        const { databases, brokers } = split(lab);
        try {
          const all = await Promise.all([
            group(own, `lane${number}-${own.size}`, lab, databases),
            group(shared, lab.broker ?? placeOf(lab), lab, brokers),
          ]);
          const servers = Object.assign({}, ...all);
          if (mayBeDown) await bringBack(servers);
          const watched = reaper.also(plan.run);
          return {
            servers,
            [Symbol.asyncDispose]: () => Promise.resolve(watched[Symbol.dispose]()),
          };
        } catch (error) {
          if (error instanceof Refusal) failure ??= error;
          throw error;
        }
      };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function bringBack(servers: Readonly<Record<string, Server>>): Promise<void> {
  await Promise.all(Object.values(servers).map((server) => server.start()));
}

/** The shared servers that a case uses; it has them alone if one of its faults breaks one of them. */
export function needsOf(lab: Lab, plan: RunPlan): Need[] {
  const { brokers } = split(lab);
  if (Object.keys(brokers).length === 0) return [];
  return [{
    name: keyOf(brokers),
    alone: brokenServers(lab, plan).some((name) => name in brokers),
  }];
}

/** Identifies servers by kind: two brokers on one kind of server have the same key. */
const keyOf = (services: Lab["services"]): string =>
  Object.entries(services).map(([name, { name: kind }]) => `${name}:${kind}`).join();

/** A lab's servers: those that each lane has for itself, and those that all lanes share. */
function split({ services }: Lab): { databases: Lab["services"]; brokers: Lab["services"] } {
  const all = Object.entries(services);
  return {
    databases: Object.fromEntries(all.filter(([, { sharable }]) => !sharable)),
    brokers: Object.fromEntries(all.filter(([, { sharable }]) => sharable)),
  };
}

/**
 * Counts the routes to each server of this lab. A broker has enough for all cases that may use it
 * at once; a lane's databases have enough for any one case.
 */
function routesFor({ used, cases }: CheckServersOptions, asked: Lab) {
  const { services } = asked;
  const key = keyOf(split(asked).brokers);
  const most: Record<string, number> = {};
  for (const { lab, variant } of used) {
    for (const [name, count] of Object.entries(routesNeeded(lab, variant))) {
      const isShared = lab.services[name].sharable === true;
      if (!(name in services) || (isShared && keyOf(split(lab).brokers) !== key)) continue;
      most[name] = Math.max(most[name] ?? 0, isShared ? count * cases : count);
    }
  }
  return most;
}
