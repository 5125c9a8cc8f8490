import { wrongUsage } from "../errors.ts";
import type { FaultContext, RoleProcess, Victim } from "../contract/lab.ts";

/**
 * Returns the processes that this name means: a server, all nodes of its cluster, or the processes of
 * a role or kind of role. A process that a fault starts is no victim before it is ready: killed
 * earlier, it would look like a process that cannot start.
 */
export function victims(context: FaultContext, target: string, aim?: string): Victim[] {
  const nodes = Object.values(context.servers).filter(({ name }) =>
    context.headOf(name) === target
  );
  const all: Victim[] = nodes.length > 0 ? nodes : context.processes(target).filter(mayBeStruck);
  const aimed = aim === undefined ? all : all.filter((victim) => nameOf(victim) === aim);
  if (aimed.length === 0) {
    throw wrongUsage(`This run has no '${aim ?? target}'; it has ${all.map(nameOf).join(", ")}`);
  }
  return aimed;
}

const mayBeStruck = ({ startPolicy, isReady }: RoleProcess): boolean =>
  startPolicy === "with-run" || isReady;

/** One of several, drawn from the seed. */
export const pick = (all: readonly Victim[], context: FaultContext): Victim =>
  all[Math.floor(context.random() * all.length)];

export const nameOf = (victim: Victim): string => "id" in victim ? victim.id : victim.name;

/** The links that a network fault strikes: all, one (`relay-broker`), or those of one server, cluster or role. */
export function linksFor(context: FaultContext, aim?: string): string[] {
  const all = context.links.names();
  if (aim === undefined) return all;
  const aimed = all.filter((link) => {
    const [process, server] = splitLink(link);
    const role = process.split("#")[0];
    const servers = [server, context.headOf(server)];
    const pairs = servers.flatMap((name) => [`${process}-${name}`, `${role}-${name}`]);
    return [process, role, ...servers, ...pairs].includes(aim);
  });
  if (aimed.length === 0) {
    throw wrongUsage(`This run has no link '${aim}'; it has ${all.join(", ")}`);
  }
  return aimed;
}

/** `relay#2-broker` → [`relay#2`, `broker`]: a server's name has no hyphen. */
export function splitLink(link: string): [string, string] {
  const cut = link.lastIndexOf("-");
  return [link.slice(0, cut), link.slice(cut + 1)];
}
