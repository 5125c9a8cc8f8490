/** Words to plan: every one is checked before anything starts. */
import { aimsIn } from "../harness/aims.ts";
import { briefDurationMs, briefRate, briefSpread } from "../harness/brief.ts";
import { wrongUsage } from "../harness/errors.ts";
import type { Episode } from "../harness/faults/conductor.ts";
import { faults, faultsFor } from "../harness/faults/mod.ts";
import type { PointRef, PointSpec } from "../harness/faults/point_spec.ts";
import { schedule } from "../harness/faults/schedule.ts";
import { editionsOf, type Fault, type Lab } from "../harness/lab.ts";
import { processesOf } from "../harness/processes.ts";
import { durationMsOf, type RunPlan, type Workload } from "../harness/plan.ts";
import { labs } from "../labs/mod.ts";
import {
  pointsOf,
  readTelling,
  type RunWords,
  withoutPointsOf,
  withTelling,
} from "./run_options.ts";
import { known } from "./words.ts";

export interface PlanWords extends RunWords {
  seed?: number;
  role?: string[];
  drainTimeout?: number;
  portBase?: number;
}

/** `outbox` or `outbox/last-id`, on the broker of that name, or the lab's first. */
export function findLab(word: string, broker?: string): { lab: Lab; variant: string } {
  const [labName, variantName, ...rest] = word.split("/");
  if (rest.length > 0) throw wrongUsage(`'${word}' has too many parts; say LAB or LAB/VARIANT.`);
  const name = known("lab", labName, labs.map((lab) => lab.name));
  const lab = edition(labs.find((lab) => lab.name === name)!, broker);
  const variants = Object.keys(lab.variants);
  if (variantName === undefined) return { lab, variant: variants[0] };
  const elsewhere = allEditions(lab.name).filter((one) => variantName in one.variants);
  if (!variants.includes(variantName) && elsewhere.length > 0) {
    const words = elsewhere.map(({ broker }) => `--broker ${broker}`).join(" or ");
    throw wrongUsage(`${titleOf(lab)} has no ${variantName}; say ${words}.`);
  }
  const where = broker === undefined ? name : titleOf(lab);
  return { lab, variant: known(`variant of ${where}`, variantName, variants) };
}

const allEditions = (name: string): readonly Lab[] =>
  editionsOf(labs.find((lab) => lab.name === name)!);

/** `--cluster` is Kafka with three brokers. */
export function brokerOf(
  { broker, cluster }: { broker?: string; cluster?: boolean },
): string | undefined {
  if (!cluster) return broker;
  if (broker === undefined || broker.startsWith("kafka")) return "kafka-cluster";
  throw wrongUsage(`--cluster is for Kafka, and --broker says ${broker}; leave one of them out.`);
}

/** `messaging over kafka`. */
const titleOf = ({ name, broker }: Lab): string =>
  broker === undefined ? name : `${name} over ${broker}`;

function edition(lab: Lab, broker: string | undefined): Lab {
  if (broker === undefined) return lab;
  const { name, editions } = lab;
  if (editions === undefined) {
    throw wrongUsage(`${name} has no brokers to choose from; leave out --broker and --cluster.`);
  }
  const word = known(`broker of ${name}`, broker, editions.map((one) => one.broker!));
  return editionsOf(lab).find((one) => one.broker === word)!;
}

export function makePlan(run: string, lab: Lab, variant: string, typed: PlanWords): RunPlan {
  const commands = commandsOf(lab, typed.role ?? []);
  const { words, notes } = withoutTelling(lab, variant, typed, commands);
  const seed = words.seed ?? crypto.getRandomValues(new Uint32Array(1))[0];
  const workload = workloadOf(words);
  const episodes = episodesOf(words, lab, seed, durationMsOf(workload));
  for (const { name, aim } of episodes) {
    checkFit(lab, variant, name);
    if (aim !== undefined) known(`aim of ${name}`, aim, aimsIn(lab, variant));
  }
  const points = pointsOf(words);
  for (const point of points) checkPoint(lab, variant, point, commands, episodes);
  return {
    schema: 1,
    run,
    lab: lab.name,
    ...(lab.broker !== undefined && { broker: lab.broker }),
    variant,
    seed,
    workload,
    episodes,
    points,
    commands,
    ...(notes.length > 0 && { notes }),
    ...(words.brief && { brief: true }),
    drainTimeoutMs: words.drainTimeout ?? 60_000,
    portBase: words.portBase,
  };
}

/** The words that the word `telling` stands for, and what had to be changed in them. */
function withoutTelling(
  lab: Lab,
  variant: string,
  typed: PlanWords,
  commands: Readonly<Record<string, string>>,
): { words: PlanWords; notes: string[] } {
  const isTold = typed.chaos?.split(",").includes("telling") ?? false;
  if (!isTold) return { words: typed, notes: [] };
  const telling = readTelling(lab.variants[variant].telling);
  const { words, left } = withoutPointsOf(Object.keys(commands), telling);
  const kills = left.flatMap(({ role }) => strikeOn(lab, variant, role) ?? [])
    .filter((name) => !words.chaos?.split(",").includes(name));
  const chaos = [...words.chaos?.split(",") ?? [], ...new Set(kills)].join(",") || undefined;
  const notes = left.map(({ role, text }) =>
    `${text} is left out: ${role} is a command of yours and has no fault points` +
    (kills.length > 0 ? `; ${kills.join(", ")} takes its place` : "")
  );
  return { words: { ...typed, ...withTelling(typed, { ...words, chaos }) }, notes };
}

/** The fault that ends this role or its part; null where there is none. */
function strikeOn(lab: Lab, variant: string, role: string): string | null {
  const { part = role } = lab.roles[role];
  const wanted = [`kill-${role}`, `kill-${part}`, `${role}-down`, `${part}-down`];
  const names = faultsFor(lab, variant);
  return wanted.find((name) => names.includes(name)) ?? null;
}

function workloadOf(words: RunWords): Workload {
  if (words.messages !== undefined && words.duration !== undefined) {
    throw wrongUsage("--messages and --duration exclude each other; say one of them.");
  }
  const rate = words.rate ?? (words.brief ? briefRate : 200);
  const usualMs = words.brief ? briefDurationMs(faultsIn(words)) : 5_000;
  const messages = words.messages ??
    Math.max(1, Math.round((rate * (words.duration ?? usualMs)) / 1_000));
  return {
    rate,
    messages,
    users: words.users ?? 100,
    rollbackShare: words.rollbacks ?? 0.05,
    inFlightLimit: words.inFlight ?? 256,
    timeoutMs: words.timeout ?? 5_000,
  };
}

/** Those of `--chaos` that there are. */
const faultsIn = ({ chaos = "" }: RunWords) =>
  faults.filter(({ name }) =>
    chaos.split(",").some((word) => word.trim().split(/[: ]/)[0] === name)
  );

/** `--role relay='java -jar mine.jar'`. */
function commandsOf(lab: Lab, words: readonly string[]): Record<string, string> {
  const commands: Record<string, string> = {};
  for (const word of words) {
    const cut = word.indexOf("=");
    const command = word.slice(cut + 1).trim();
    if (cut < 1 || command === "") {
      throw wrongUsage(`--role cannot be '${word}'; it must be ROLE='COMMAND'.`);
    }
    const role = known(`role in ${lab.name}`, word.slice(0, cut), Object.keys(lab.roles));
    if (role in commands) throw wrongUsage(`--role says ${role} twice; it can have one command.`);
    commands[role] = command;
  }
  return commands;
}

/** `kill-broker,partition-network:relay-broker`. */
function episodesOf(
  words: RunWords,
  lab: Lab,
  seed: number,
  durationMs: number,
): Episode[] {
  if (words.chaos === undefined) {
    if (words.at ?? words.for ?? words.times) {
      throw wrongUsage("--at, --for and --times need --chaos, which says what is to happen.");
    }
    return [];
  }
  const chosen = words.chaos.split(",").map((word) => {
    const [name, ...aim] = word.trim().split(":");
    if (name === "") {
      throw wrongUsage("--chaos has an empty name; say faults joined by single commas.");
    }
    if (!faults.some((fault) => fault.name === name)) known("fault", name, faultsFor(lab));
    return { word: word.trim(), name, aim: aim.length > 0 ? aim.join(":") : undefined };
  });
  const request = chosen.map(({ word, name }) => ({
    name: word,
    lastsMs: lastsMsOf(faults.find((fault) => fault.name === name)!, words),
  }));
  const { at: atMs, for: forMs, times } = words;
  if (atMs !== undefined && atMs >= durationMs) {
    throw wrongUsage(
      `--at ${atMs}ms is after the load's end at ${
        Math.round(durationMs)
      }ms; nothing would be under way.`,
    );
  }
  const spread = words.brief ? briefSpread : undefined;
  return schedule({ seed, faults: request, durationMs, atMs, forMs, times, spread }).map(
    (episode) => {
      const { name, aim } = chosen.find(({ word }) => word === episode.name)!;
      return { ...episode, name, ...(aim !== undefined && { aim }) };
    },
  );
}

const lastsMsOf = ({ leastMs, lastsMs }: Fault, { brief }: RunWords): number =>
  brief ? leastMs : lastsMs;

function checkFit(lab: Lab, variant: string, name: string): void {
  const why = faults.find((fault) => fault.name === name)!.unfit?.(lab, variant) ?? null;
  if (why === null) return;
  const others = faultsFor(lab, variant).join(", ");
  throw wrongUsage(`${name} cannot be done in ${titleOf(lab)}: ${why}. It can have ${others}.`);
}

function checkPoint(
  lab: Lab,
  variant: string,
  spec: PointSpec,
  commands: Record<string, string>,
  episodes: readonly Episode[],
): void {
  checkRef(lab, variant, spec.at, commands);
  if (spec.until !== null) checkRef(lab, variant, spec.until.at, commands);
  const on = episodes.map(({ name }) => name);
  if (spec.during !== null && !on.includes(spec.during)) {
    throw wrongUsage(
      `'${spec.text}' waits for ${spec.during}, which --chaos of this run does not name.`,
    );
  }
}

function checkRef(
  lab: Lab,
  variant: string,
  { role, instance, point }: PointRef,
  commands: Record<string, string>,
): void {
  known(`role in ${lab.name}`, role, Object.keys(lab.roles));
  if (role in commands) {
    const strike = strikeOn(lab, variant, role);
    const advice = strike === null
      ? "Leave --role out"
      : `Say --chaos ${strike}, or leave --role out`;
    throw wrongUsage(`Role ${role} is a command of yours: it has no fault points. ${advice}.`);
  }
  known(`fault point of ${role}`, point, lab.faultPoints[role] ?? []);
  const instances = processesOf(lab, variant).filter((one) => one.role === role).length;
  if (instances === 0 || (instance !== null && instance > instances)) {
    throw wrongUsage(
      `There is no ${role}#${
        instance ?? 1
      } in ${lab.name}/${variant}; it has ${instances} of ${role}.`,
    );
  }
}
