import type { Lab } from "../contract/lab.ts";
import { processesOf } from "../contract/processes.ts";

/** All names that can narrow a fault in this variant: servers, roles and their processes, links. */
export function aimsIn(lab: Lab, variant: string): string[] {
  const { roles, services } = lab;
  const processes = processesOf(lab, variant);
  const reached = ({ role }: { role: string }) => {
    const { links, calls = [] } = roles[role];
    const heads = links.flatMap((server) =>
      Object.keys(services).filter((name) => name === server || services[name].nodeOf === server)
    );
    return [...heads, ...calls];
  };
  const links = processes.flatMap((one) =>
    reached(one).flatMap((to) => [`${one.role}-${to}`, `${one.id}-${to}`])
  );
  const parts = processes.flatMap(({ id, role }) => [role, id]);
  return [...new Set([...Object.keys(services), ...parts, ...links])];
}

/**
 * True where a fault at `aim` also strikes this link. `relay`, `relay#2`, `broker`, `broker2` and
 * `relay#2-broker` all strike `relay-broker`.
 */
export function strikesLink(lab: Lab, aim: string, link: string): boolean {
  const [role, server] = partsOf(lab, link);
  const [aimedRole, aimedServer] = partsOf(lab, aim);
  return (aimedRole === null || aimedRole === role) &&
    (aimedServer === null || aimedServer === server);
}

/** The role that an aim names, and the first node of the server that it names; null for a missing part. */
function partsOf({ roles, services }: Lab, aim: string): [string | null, string | null] {
  const headOf = (server: string) => services[server]?.nodeOf ?? server;
  if (aim in services) return [null, headOf(aim)];
  const [first] = aim.split("#");
  if (first in roles) return [first, aim.includes("-") ? headOf(tailOf(aim)) : null];
  return [aim.slice(0, -tailOf(aim).length - 1).split("#")[0], headOf(tailOf(aim))];
}

const tailOf = (aim: string): string => aim.slice(aim.lastIndexOf("-") + 1);
