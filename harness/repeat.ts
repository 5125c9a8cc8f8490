/** The command that makes a plan again. */
import { briefSpread } from "./brief.ts";
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
  readonly names: readonly string[];
  readonly atMs?: number;
  readonly forMs?: number;
  readonly times: number;
}

/** More faults than this are not tried in every order. */
const mostOrdered = 5;

function chaosWords(plan: RunPlan): string[] {
  if (plan.episodes.length === 0) return [];
  const found = [...candidates(plan)].find((chaos) => leadsTo(plan, chaos));
  const { names, atMs, forMs, times } = found ?? { names: namesOf(plan), times: 1 };
  return [
    ...["--chaos", names.join(",")],
    ...(atMs === undefined ? [] : ["--at", `${atMs}ms`]),
    ...(forMs === undefined ? [] : ["--for", `${forMs}ms`]),
    ...(times === 1 ? [] : ["--times", String(times)]),
  ];
}

function namesOf({ episodes }: RunPlan): string[] {
  return episodes.map(({ name, aim }) => aim === undefined ? name : `${name}:${aim}`);
}

function* candidates(plan: RunPlan): Generator<Chaos> {
  const all = namesOf(plan);
  const unique = [...new Set(all)];
  const times = all.length / unique.length;
  const { beginMs, forMs } = plan.episodes[0];
  const given = [{}, { atMs: beginMs }, { forMs }, { atMs: beginMs, forMs }];
  for (const names of orders(unique)) for (const set of given) yield { names, times, ...set };
  for (const names of orders(all)) for (const set of given) yield { names, times: 1, ...set };
}

function* orders(names: readonly string[]): Generator<readonly string[]> {
  if (names.length < 2 || names.length > mostOrdered) return yield names;
  for (const [i, first] of names.entries()) {
    for (const rest of orders(names.toSpliced(i, 1))) yield [first, ...rest];
  }
}

function leadsTo(plan: RunPlan, { names, atMs, forMs, times }: Chaos): boolean {
  if (!Number.isInteger(times) || atMs === 0 || forMs === 0) return false;
  const episodes = schedule({
    seed: plan.seed,
    faults: names.map((word) => ({ name: word, lastsMs: lastsMsOf(word, plan) })),
    durationMs: durationMsOf(plan.workload),
    atMs,
    forMs,
    times,
    spread: plan.brief ? briefSpread : undefined,
  });
  const wanted = namesOf(plan);
  return episodes.length === plan.episodes.length && episodes.every((episode, i) => {
    const { beginMs, forMs } = plan.episodes[i];
    return episode.name === wanted[i] && episode.beginMs === beginMs && episode.forMs === forMs;
  });
}

function lastsMsOf(word: string, { brief }: RunPlan): number {
  const name = word.split(":")[0];
  const fault = faults.find((fault) => fault.name === name);
  return (brief ? fault?.leastMs : fault?.lastsMs) ?? 0;
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
