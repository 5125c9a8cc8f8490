/** Words to plan: every one is checked before anything starts. */
import { survivedBy } from "../harness/claims.ts";
import { aimsIn } from "../harness/aims.ts";
import { briefDurationMs, briefRate, briefSpread } from "../harness/brief.ts";
import { wrongUsage } from "../harness/errors.ts";
import { type FaultSpec, faultText } from "../harness/faults/fault_spec.ts";
import { faultCalled, faultsIn, faultsInAny, wordsFor } from "../harness/faults/catalogue.ts";
import { verbs } from "../harness/faults/mod.ts";
import type { PointSpec } from "../harness/faults/point_spec.ts";
import { type Episode, schedule } from "../harness/faults/schedule.ts";
import { editionsOf, type Fault, type Lab } from "../harness/lab.ts";
import { type Asked, durationMsOf, type RunPlan, type Workload } from "../harness/plan.ts";
import { strikeOn } from "../harness/strike.ts";
import { worstCaseWords } from "../harness/worst_case.ts";
import { labs } from "../labs/mod.ts";
import { checkPoints } from "./check_points.ts";
import {
  asksForWorstCase,
  chaosOf,
  faultsOf,
  isWorstCase,
  pointsOf,
  readTelling,
  type RunWords,
  withoutPassesOf,
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
  const faults = faultsIn(lab, variant);
  const { words, notes } = withWorstCase(lab, variant, typed, commands);
  const specs = specsOf(words, lab, faults);
  const seed = words.seed ?? crypto.getRandomValues(new Uint32Array(1))[0];
  const workload = workloadOf(words, specs);
  const episodes = episodesOf(words, specs, seed, durationMsOf(workload));
  for (const { name, aim } of episodes) {
    if (aim !== undefined) known(`aim of ${name}`, aim, aimsIn(lab, variant));
  }
  const points = pointsOf(words).map((spec) => withProperName(spec, faults));
  checkPoints(lab, { variant, workload, episodes, points, commands });
  return {
    schema: 1,
    run,
    lab: lab.name,
    ...(lab.broker !== undefined && { broker: lab.broker }),
    variant,
    seed,
    workload,
    episodes,
    ...(specs.length > 0 && { asked: askedOf(words, specs) }),
    points,
    commands,
    ...(notes.length > 0 && { notes }),
    ...(words.brief && { brief: true }),
    drainTimeoutMs: words.drainTimeout ?? 60_000,
    portBase: words.portBase,
  };
}

/** The words with those in them that `worst-case` stands for, and what had to be changed in these. */
function withWorstCase(
  lab: Lab,
  variant: string,
  typed: PlanWords,
  commands: Readonly<Record<string, string>>,
): { words: PlanWords; notes: string[] } {
  if (!asksForWorstCase(typed)) return { words: typed, notes: [] };
  const telling = readTelling(worstCaseWords(lab, variant));
  const foreign = Object.keys(commands);
  const { words, left } = withoutPointsOf(foreign, telling);
  const { specs, moved } = withoutPassesOf(foreign, faultsOf(words));
  const { breaks } = lab.variants[variant];
  const all = faultsIn(lab, variant);
  // Under one that it does not survive it promises nothing, and the run would prove nothing.
  const survived = survivedBy(lab, variant);
  const strikes = breaks === undefined ? all.filter(({ name }) => survived.includes(name)) : all;
  const kills = [
    ...new Set(left.flatMap(({ role }) => strikeOn(lab, role, strikes) ?? [])),
  ].filter((name) => !specs.some((spec) => faultText(spec) === name));
  const chaos = chaosOf([...specs, ...faultsOf({ chaos: kills.join() || undefined })]);
  const notes = [
    ...left.map(({ role, text }) =>
      `${text} is left out: ${role} is a command of yours and has no failpoints` +
      (kills.length > 0 ? `; ${kills.join(", ")} takes its place` : "")
    ),
    ...moved.map((spec) =>
      `${faultText(spec)} begins at a time drawn from the seed: ${spec.pass!.at.role} is a ` +
      "command of yours and has no failpoints"
    ),
  ];
  return { words: { ...typed, ...withTelling(typed, { ...words, chaos }) }, notes };
}

function workloadOf(words: RunWords, specs: readonly Strike[]): Workload {
  if (words.messages !== undefined && words.duration !== undefined) {
    throw wrongUsage("--messages and --duration exclude each other; say one of them.");
  }
  const rate = words.rate ?? (words.brief ? briefRate : 200);
  const usualMs = words.brief ? briefDurationMs(struckBy(words, specs)) : 5_000;
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

/** The faults, each as often as it strikes. */
const struckBy = ({ times = 1 }: RunWords, specs: readonly Strike[]): Fault[] =>
  Array.from({ length: times }, () => specs.map(({ fault }) => fault)).flat();

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

/** A fault that was asked for, by its proper name. */
interface Strike extends FaultSpec {
  readonly fault: Fault;
  /** As it was typed: another name may stand for another length. */
  readonly typed: FaultSpec;
}

/** @throws Refusal (64) naming the first that there is not, or not in this variant */
function specsOf(words: RunWords, lab: Lab, faults: readonly Fault[]): Strike[] {
  if (words.chaos === undefined) {
    if (words.at ?? words.for ?? words.times) {
      throw wrongUsage("--at, --for and --times need --chaos, which says what is to happen.");
    }
    return [];
  }
  return faultsOf(words).map((spec) => {
    if (isWorstCase(spec.name)) {
      throw wrongUsage(
        `'${spec.name}' stands for what the variant names, and takes no aim and no 'at'.`,
      );
    }
    const fault = faultCalled(faults, spec.name) ?? notHere(lab, spec.name, faults);
    return { ...spec, name: fault.name, fault, typed: spec };
  });
}

/** It may be one of another lab, another variant, another broker: what it needs is not here. */
function notHere(lab: Lab, name: string, faults: readonly Fault[]): never {
  const others = faults.map((fault) => fault.name).join(", ");
  const elsewhere = labs.flatMap(editionsOf).map((edition) =>
    faultCalled(faultsInAny(edition), name)
  )
    .find((fault) => fault !== undefined);
  if (elsewhere === undefined) {
    known("fault", name, wordsFor(faults));
    throw new Error(`${name} is known and not to be had`);
  }
  const why = lackOf(elsewhere, lab);
  throw wrongUsage(`${name} cannot be done in ${titleOf(lab)}: ${why}. It can have ${others}.`);
}

/** What a fault of another lab finds there, and not here. */
function lackOf({ thing, verb }: Fault, { services, roles }: Lab): string {
  const parts = Object.values(roles).flatMap(({ part }) => part ?? []);
  const things = [...new Set([...Object.keys(services), ...parts, ...Object.keys(roles)])];
  const { without } = verbs.find(({ name }) => name === verb)!.needs;
  return things.includes(thing.name)
    ? `its ${thing.name} has no ${without}`
    : `it has no ${without === "processes" ? thing.name : without}`;
}

const withProperName = (spec: PointSpec, faults: readonly Fault[]): PointSpec =>
  spec.during === null
    ? spec
    : { ...spec, during: faultCalled(faults, spec.during)?.name ?? spec.during };

const askedOf = ({ at: atMs, for: forMs, times }: RunWords, specs: readonly Strike[]): Asked => ({
  chaos: specs.map(({ typed }) => faultText(typed)).join(","),
  ...(atMs !== undefined && { atMs }),
  ...(forMs !== undefined && { forMs }),
  ...(times !== undefined && { times }),
});

function episodesOf(
  words: RunWords,
  specs: readonly Strike[],
  seed: number,
  durationMs: number,
): Episode[] {
  if (specs.length === 0) return [];
  checkTimes(words, specs, durationMs);
  const request = specs.map(({ fault, name, aim, pass }) => ({
    name,
    aim,
    pass,
    lastsMs: words.brief ? fault.leastMs : fault.lastsMs,
  }));
  const { at: atMs, for: forMs, times } = words;
  const spread = words.brief ? briefSpread : undefined;
  return schedule({ seed, faults: request, durationMs, atMs, forMs, times, spread });
}

function checkTimes({ at, times = 1 }: RunWords, specs: readonly FaultSpec[], durationMs: number) {
  if (at !== undefined && at >= durationMs) {
    throw wrongUsage(
      `--at ${at}ms is after the load's end at ${
        Math.round(durationMs)
      }ms; nothing would be under way.`,
    );
  }
  const atPass = specs.filter(({ pass }) => pass !== undefined);
  if (at !== undefined && atPass.length === specs.length) {
    throw wrongUsage(
      `--at ${at}ms says when faults begin, and '${faultText(specs[0])}' says it too; ` +
        "leave one of them out.",
    );
  }
  if (times > 1 && atPass.length > 0) {
    throw wrongUsage(
      `--times cannot be ${times}: '${faultText(atPass[0])}' begins at one pass, and strikes once.`,
    );
  }
}
