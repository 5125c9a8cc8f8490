/** The command that makes a plan again. */
import { briefSpread } from "./brief.ts";
import { type FaultSpec, faultText } from "./faults/fault_spec.ts";
import { faults } from "./faults/mod.ts";
import { schedule } from "./faults/schedule.ts";
import { durationMsOf, type RunPlan } from "./plan.ts";

/**
 * Every word that decides, none left to a default. The plan does not keep which times were typed
 * and in which order the faults stood: words are tried until they lead to its very episodes.
 */
export function repeatCommand(plan: RunPlan, runtime: string): string {
  const { workload, points, commands } = plan;
  const words = [
    ...["./asynclab", "run", `${plan.lab}/${plan.variant}`],
    ...(plan.broker === undefined ? [] : ["--broker", plan.broker]),
    ...["--seed", String(plan.seed), "--runtime", runtime],
    ...["--rate", String(workload.rate), "--messages", String(workload.messages)],
    ...["--users", String(workload.users), "--rollbacks", String(workload.rollbackShare)],
    ...["--in-flight", String(workload.inFlightLimit), "--timeout", `${workload.timeoutMs}ms`],
    ...["--drain-timeout", `${plan.drainTimeoutMs}ms`],
    ...(plan.portBase === undefined ? [] : ["--port-base", String(plan.portBase)]),
    ...(plan.brief ? ["--brief"] : []),
    ...chaosWords(plan),
    ...points.flatMap(({ action, text }) => [`--${action}`, text]),
    ...Object.entries(commands).flatMap(([role, command]) => ["--role", `${role}=${command}`]),
  ];
  return words.map(quoted).join(" ");
}

interface Chaos {
  readonly specs: readonly FaultSpec[];
  readonly atMs?: number;
  readonly forMs?: number;
  readonly times: number;
}

/** More faults than this are not tried in every order. */
const mostOrdered = 5;

function chaosWords(plan: RunPlan): string[] {
  if (plan.episodes.length === 0) return [];
  const found = [...candidates(plan)].find((chaos) => leadsTo(plan, chaos));
  const { specs, atMs, forMs, times } = found ?? { specs: plan.episodes, times: 1 };
  return [
    ...["--chaos", specs.map(faultText).join(",")],
    ...(atMs === undefined ? [] : ["--at", `${atMs}ms`]),
    ...(forMs === undefined ? [] : ["--for", `${forMs}ms`]),
    ...(times === 1 ? [] : ["--times", String(times)]),
  ];
}

function* candidates(plan: RunPlan): Generator<Chaos> {
  const { beginMs, forMs } = plan.episodes[0];
  const given = [{}, { atMs: beginMs }, { forMs }, { atMs: beginMs, forMs }];
  const groups = [...Map.groupBy<string, FaultSpec>(plan.episodes, faultText).values()];
  const most = Math.min(...groups.map(({ length }) => length));
  // A fault may have been typed several times, and all of them strike several times.
  for (let times = most; times >= 1; times--) {
    if (groups.some(({ length }) => length % times !== 0)) continue;
    const typed = groups.flatMap((group) => group.slice(0, group.length / times));
    for (const specs of orders(typed)) for (const set of given) yield { specs, times, ...set };
  }
}

function* orders(specs: readonly FaultSpec[]): Generator<readonly FaultSpec[]> {
  if (specs.length < 2 || specs.length > mostOrdered) return yield specs;
  for (const [i, first] of specs.entries()) {
    for (const rest of orders(specs.toSpliced(i, 1))) yield [first, ...rest];
  }
}

function leadsTo(plan: RunPlan, { specs, atMs, forMs, times }: Chaos): boolean {
  if (!Number.isInteger(times) || atMs === 0 || forMs === 0) return false;
  if (times > 1 && specs.some(({ pass }) => pass !== undefined)) return false;
  const episodes = schedule({
    seed: plan.seed,
    faults: specs.map(({ name, aim, pass }) => ({
      name,
      aim,
      pass,
      lastsMs: lastsMsOf(name, plan),
    })),
    durationMs: durationMsOf(plan.workload),
    atMs,
    forMs,
    times,
    spread: plan.brief ? briefSpread : undefined,
  });
  return episodes.length === plan.episodes.length && episodes.every((episode, i) => {
    const { beginMs, forMs } = plan.episodes[i];
    return faultText(episode) === faultText(plan.episodes[i]) &&
      episode.beginMs === beginMs && episode.forMs === forMs;
  });
}

function lastsMsOf(name: string, { brief }: RunPlan): number {
  const fault = faults.find((fault) => fault.name === name);
  return (brief ? fault?.leastMs : fault?.lastsMs) ?? 0;
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
