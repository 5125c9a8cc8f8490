/**
 * The servers of a check. A lane has databases of its own: those of one server are not isolated from
 * one another. Brokers are shared by all lanes. Each is brought up when the first case needs it.
 */
import { join } from "node:path";
import { Refusal } from "../errors.ts";
import { brokenServers, type Lend } from "../run/lend.ts";
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
  /** The check's id; its servers carry it in their names. */
  readonly check: string;
  readonly runtime: Runtime;
  /** Every edition that some case is of, with the variants that it is for. */
  readonly used: readonly { readonly lab: Lab; readonly variant: string }[];
  /** So many cases at once may be linked to a broker. */
  readonly cases: number;
  /** The logs of servers lie in a folder of this one, named after what sweeps them. */
  readonly logsDir: string;
  readonly say: Say;
  readonly signal: AbortSignal;
}

export interface CheckServers extends AsyncDisposable {
  /** Servers for the cases of one lane, one after the other. */
  lane(): Lend;
  /** A case ended before its time: it may have left a server killed or paused. */
  mayBeDown(): void;
  /** Why no server can be had any more; null while they can. */
  readonly failure: Refusal | null;
}

/** Servers of one kind that were asked for, up or on their way. */
type Group = Promise<Provisioned>;

export async function openCheckServers(options: CheckServersOptions): Promise<CheckServers> {
  const { check, runtime, logsDir, say, signal } = options;
  const stack = new AsyncDisposableStack();
  const reaper = stack.use(await guard(check, runtime.name));
  const shared = new Map<string, Group>();
  let lanes = 0;
  let failure: Refusal | null = null;
  let mayBeDown = false;

  /** The servers of this kind, once for all who ask. */
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

/** The shared servers that a case holds, alone where its faults break one of them. */
export function needsOf(lab: Lab, plan: RunPlan): Need[] {
  const { brokers } = split(lab);
  if (Object.keys(brokers).length === 0) return [];
  return [{
    name: keyOf(brokers),
    alone: brokenServers(lab, plan).some((name) => name in brokers),
  }];
}

/** What tells servers from others: two ways over one kind of server are the same. */
const keyOf = (services: Lab["services"]): string =>
  Object.entries(services).map(([name, { name: kind }]) => `${name}:${kind}`).join();

/** Which of a lab's servers each lane has of its own, and which are shared. */
function split({ services }: Lab): { databases: Lab["services"]; brokers: Lab["services"] } {
  const all = Object.entries(services);
  return {
    databases: Object.fromEntries(all.filter(([, { sharable }]) => !sharable)),
    brokers: Object.fromEntries(all.filter(([, { sharable }]) => sharable)),
  };
}

/**
 * Links to each server of this lab. A broker has as many as the cases on it need that may be under
 * way at once; a lane's databases have enough for any case.
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
