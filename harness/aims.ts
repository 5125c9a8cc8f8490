import type { Lab } from "./lab.ts";
import { processesOf } from "./processes.ts";

/** All that a fault can be narrowed to in this variant: servers, roles and their processes, links. */
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
