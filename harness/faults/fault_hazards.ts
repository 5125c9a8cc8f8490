/** The hazards of a fault or a failpoint in one variant of a lab: a pure function of both. */
import { hasLinks } from "../contract/capabilities.ts";
import { offered } from "../contract/capability.ts";
import type { Fault, Hazard, Lab } from "../contract/lab.ts";
import { calleeAway, calleeSlow, receiverAway } from "../contract/hazards.ts";
import { processesOf } from "../contract/processes.ts";
import type { PointSpec } from "./failpoint_spec.ts";

/** The hazards that this spec is where it strikes. */
export const hazardsOfPoint = (
  { failpointHazards = {} }: Lab,
  { action, at: { role, point } }: Pick<PointSpec, "action" | "at">,
): readonly Hazard[] => failpointHazards[`${role}:${point}`]?.[action] ?? [];

/** The hazards that the fault at this aim is where it touches something. */
export function hazardsOfFault(
  lab: Lab,
  variant: string,
  { makes, thing }: Pick<Fault, "makes" | "thing">,
  aim?: string,
): readonly Hazard[] {
  if (makes === undefined) return [];
  if (makes !== "away" && makes !== "late") return makes;
  const roles = [...new Set(processesOf(lab, variant).map(({ role }) => role))];
  const struck = offered(thing, hasLinks) === null
    ? struckWith(lab, roles, [thing.name, ...thing.aliases])
    : endsOfLinks(lab, roles, aim);
  const isAny = (names: readonly string[]) => struck.some((name) => names.includes(name));
  const isReceiver = isAny(receiversOf(lab, roles));
  const isCallee = isAny(calleesOf(lab, roles));
  if (makes === "late") return isCallee ? [calleeSlow] : [];
  return [...(isReceiver ? [receiverAway] : []), ...(isCallee ? [calleeAway] : [])];
}

/** The servers and roles that these names mean; a name may be that of a kind of role. */
function struckWith(lab: Lab, roles: readonly string[], names: readonly string[]): string[] {
  const ofKind = roles.filter((role) => names.includes(lab.roles[role].kind ?? role));
  return [...names, ...ofKind];
}

/** Both ends of each link that this aim means: `relay-broker`, `relay`, `broker`; all without an aim. */
function endsOfLinks(lab: Lab, roles: readonly string[], aim?: string): string[] {
  const links = roles.flatMap((role) => {
    const { links, calls = [] } = lab.roles[role];
    return [...links, ...calls].map((other) => [role, other] as const);
  });
  const aimed = aim?.replace(/#\d+/, "");
  return links.filter(([role, other]) =>
    aimed === undefined || [role, other, `${role}-${other}`].includes(aimed)
  ).flat();
}

/** Roles that apply operations, roles that are called, and the servers on the way there. */
function receiversOf(lab: Lab, all: readonly string[]): string[] {
  const called = calledIn(lab, all);
  const roles = all.filter((role) =>
    called.includes(role) || lab.roles[role].traces?.some(({ kind }) => kind === "effect")
  );
  const ofSender = lab.roles[lab.entry].links;
  const servers = roles.flatMap((role) => lab.roles[role].links)
    .filter((server) => !ofSender.includes(server));
  const brokers = all.flatMap((role) => lab.roles[role].traces ?? [])
    .filter(({ kind }) => kind === "stored").map(({ server }) => server);
  return [...roles, ...servers, ...brokers];
}

/** Roles that are called, and the servers that these need. */
function calleesOf(lab: Lab, all: readonly string[]): string[] {
  return calledIn(lab, all).flatMap((role) => [role, ...lab.roles[role].links]);
}

const calledIn = (lab: Lab, roles: readonly string[]): string[] =>
  roles.flatMap((role) => lab.roles[role].calls ?? []).filter((role) => roles.includes(role));
