/** The things that the faults of a run can strike and ask: see `FaultContext`. */
import type { FaultContext, Lab, Progress } from "../contract/lab.ts";
import { drawer } from "../faults/random.ts";
import type { RunPlan } from "../plan/plan.ts";
import type { BrokerNamespace } from "../services/broker.ts";
import type { Loader } from "../workload/loader.ts";
import { type Environment, onDisk } from "./environment.ts";
import { beforeKill } from "./hands.ts";

/** All that the faults of this run can reach. */
export function faultContextOf(
  environment: Environment,
  lab: Lab,
  loader: Loader,
  plan: RunPlan,
): FaultContext {
  const { servers, namespaces, style, links, httpProxies, processes, recorder, clock } =
    environment;
  let isOver = false;
  const over = () => void (isOver = true);
  loader.done.then(over, over);
  return {
    servers,
    namespaces,
    style,
    ...(clock !== null && { clock }),
    beforeKill: (victim) => beforeKill({ ...environment, roles: lab.roles }, processes, victim),
    onDisk: () => onDisk(namespaces),
    headOf: (server) => lab.services[server]?.nodeOf ?? server,
    links,
    httpProxies,
    processes: (name) =>
      processes.filter(({ id, role }) =>
        name === undefined || [id, role, lab.roles[role].kind].includes(name)
      ),
    consumersOf: (server) => processes.filter(({ role }) => lab.roles[role].consumes === server),
    async join(process) {
      const from = await style.lateSubscribers?.admit(process.role) ?? "now";
      await process.start();
      const sinceMs = performance.timeOrigin + performance.now() - recorder.epochMs;
      const fromMs = from === "start" ? 0 : sinceMs;
      recorder.record({ kind: "join", target: process.role, fromMs });
    },
    poison: (count, poison) => loader.poison(count, poison),
    rollBack: (share) => loader.rollBack(share),
    burst: (times) => loader.burst(times),
    random: drawer(plan.seed),
    nowMs: () => performance.timeOrigin + performance.now() - recorder.epochMs,
    moved: async (name) => movedIn(lab, name, await environment.progress()),
    isUnderWay: async () => isUnderWay(await environment.progress()),
    isLoadOver: () => isOver,
    isForeign: (role) => role in plan.commands,
    tracesOf: (role) =>
      (lab.roles[role].traces ?? []).filter(({ kind, server }) =>
        kind !== "stored" || (namespaces[server] as BrokerNamespace).stampsMessages
      ),
  };
}

const isUnderWay = ({ committed, applied, backlog, lag }: Progress): boolean =>
  committed > applied || backlog > 0 || (lag ?? 0) > 0;

/** For each kind of event in the audit: the count of `Progress` that shows such events. */
const counts = {
  commit: "committed",
  marked: "sent",
  stored: "sent",
  effect: "applied",
} as const;

/** The sum of the counts that show work of `name`, a role or a server; null where no count does. */
function movedIn({ roles }: Lab, name: string, progress: Progress): number | null {
  const all = Object.entries(roles).flatMap(([role, { traces = [] }]) =>
    traces.filter(({ server }) => role === name || server === name)
  );
  const shown = new Set(all.map(({ kind }) => counts[kind]));
  return shown.size === 0 ? null : [...shown].reduce((sum, count) => sum + progress[count], 0);
}
