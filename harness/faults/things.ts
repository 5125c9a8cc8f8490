/** The things that faults can strike in one edition of a lab and one variant: a pure function of both. */
import * as can from "../contract/capabilities.ts";
import { type Offer, offer, type Thing } from "../contract/capability.ts";
import { wrongUsage } from "../errors.ts";
import type { FaultContext, Lab } from "../contract/lab.ts";
import { type PlannedProcess, processesOf } from "../contract/processes.ts";
import { linksFor, splitLink, victims } from "./victims.ts";

/** Servers first, then roles, the network, the load, and the lab's own things. */
export function thingsOf(lab: Lab, variant: string): Thing[] {
  const all = processesOf(lab, variant);
  const plays = (role: string) => all.some((process) => process.role === role);
  return [
    ...serversOf(lab, all),
    ...groupsOf(lab, variant).map((group) => rolesThing(lab, variant, group)),
    ...lateSubscribers(lab, variant),
    network,
    ...ofTheLoad,
    ...(lab.things ?? []).filter(({ roles = [] }) => roles.every((role) => plays(role))),
  ];
}

const processesOfThing = (name: string) => (context: FaultContext): can.Processes => ({
  victims: (aim) => victims(context, name, aim),
});

/**
 * A cluster is one thing, named after its first node. A server that no role of the variant talks to
 * is none: a fault on it would prove nothing.
 */
function serversOf(lab: Lab, processes: readonly PlannedProcess[]): Thing[] {
  const used = new Set(processes.flatMap(({ role }) => lab.roles[role].links));
  return Object.entries(lab.services)
    .filter(([name, { nodeOf }]) => nodeOf === undefined && used.has(name))
    .map(([name, service]) => {
      const open = processesOfThing(name);
      const offers = [
        offer(can.hasProcesses, open),
        offer(can.isServer, open),
        ...(service.offers?.(name) ?? []),
      ];
      const { spoken } = service;
      return { name, ...(spoken && { spoken }), aliases: [], scope: "server", offers };
    });
}

/** The processes that one name means: those of a kind of role, or those of a role. */
interface Group {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly processes: readonly PlannedProcess[];
}

/**
 * One group for each distinct set of processes. If a kind has one role only, its processes are one
 * group, named after the kind, and the role's name is an alias.
 */
export function groupsOf(lab: Lab, variant: string): Group[] {
  const all = processesOf(lab, variant).filter(({ startPolicy }) => startPolicy !== "joins-later");
  const names = [
    ...new Set(all.flatMap(({ role }) => [lab.roles[role].kind ?? role])),
    ...new Set(all.map(({ role }) => role)),
  ];
  const groups = new Map<string, Group>();
  for (const name of new Set(names)) {
    const processes = all.filter(({ role }) => role === name || lab.roles[role].kind === name);
    const which = processes.map(({ id }) => id).join();
    const same = groups.get(which);
    const group = same === undefined
      ? { name, aliases: [], processes }
      : { ...same, aliases: [...same.aliases, name] };
    groups.set(which, group);
  }
  return [...groups.values()];
}

function rolesThing(lab: Lab, variant: string, { name, aliases, processes }: Group): Thing {
  const open = processesOfThing(name);
  const isWhole = !(name in lab.roles) || lab.roles[name].kind === undefined;
  const roles = [...new Set(processes.map(({ role }) => role))];
  const offers: Offer[] = [offer(can.hasProcesses, open), offer(can.isRole, open)];
  const called = roles.length === 1 ? roles[0] : null;
  if (called !== null && isCalledIn(lab, variant, called)) {
    const proxy = (context: FaultContext) => httpProxyTo(context, called);
    offers.push(offer(can.isCalledOverHttp, proxy));
    if (!lab.roles[called].takesMany) offers.push(offer(can.isCalledForUsers, proxy));
  }
  const source = lab.roles[roles[0]].consumes;
  if (source !== undefined && roles.every((role) => lab.roles[role].consumes === source)) {
    offers.push(offer(can.consumes, (context) => ({
      links: () => linksOf(context, name),
      linksToWork: () =>
        linksOf(context, name).filter((link) => serverOf(context, link) !== source),
    })));
    // A deployment replaces all processes of a kind, so only a whole kind can be rebalanced.
    if (isWhole && processes.some(({ startPolicy }) => startPolicy === "during-fault")) {
      offers.push(
        offer(can.hasExtraProcess, (context) => ({ processes: () => context.processes(name) })),
      );
    }
  }
  const within = isWhole ? {} : { within: lab.roles[name].kind! };
  return { name, aliases, ...within, scope: "namespace", offers };
}

const isCalledIn = (lab: Lab, variant: string, called: string): boolean =>
  processesOf(lab, variant).some(({ role }) => lab.roles[role].calls?.includes(called));

/** @throws Refusal (64) where nobody calls this role */
function httpProxyTo(context: FaultContext, role: string) {
  const httpProxy = context.httpProxies[role];
  if (httpProxy === undefined) throw wrongUsage(`No role of this run calls ${role}`);
  return httpProxy;
}

function linksOf(context: FaultContext, name: string): string[] {
  const ids = context.processes(name).map(({ id }) => id);
  return linksFor(context).filter((link) => ids.includes(splitLink(link)[0]));
}

const serverOf = (context: FaultContext, link: string): string =>
  context.headOf(splitLink(link)[1]);

/** Roles that have not joined yet cannot be victims, but they can join. */
function lateSubscribers(lab: Lab, variant: string): Thing[] {
  if (!processesOf(lab, variant).some(({ startPolicy }) => startPolicy === "joins-later")) {
    return [];
  }
  const joining = offer(can.joins, (context) => ({
    waiting: () => context.processes().filter(({ startPolicy }) => startPolicy === "joins-later"),
    join: (process) => context.join(process),
  }));
  return [{ name: "subscriber", aliases: [], scope: "namespace", offers: [joining] }];
}

const plain = (name: string, one: Offer): Thing => ({
  name,
  aliases: [],
  scope: "namespace",
  offers: [one],
});

const network = plain(
  "network",
  offer(can.hasLinks, (context) => ({ links: (aim) => linksFor(context, aim) })),
);

/** The load belongs to the harness, so every lab has it. */
const ofTheLoad: readonly Thing[] = [
  plain("message", offer(can.isPoisonable, (context) => context)),
  plain("business", offer(can.rollsBack, (context) => context)),
  plain("load", offer(can.bursts, (context) => context)),
];
