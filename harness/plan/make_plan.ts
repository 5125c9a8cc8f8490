/** Makes a plan from typed words. Every word is checked before anything starts. */
import { aimsIn } from "./aims.ts";
import { briefDurationMs, briefRate } from "./brief.ts";
import { wrongUsage } from "../errors.ts";
import { faultsIn } from "../faults/catalogue.ts";
import type { Fault, Lab } from "../contract/lab.ts";
import { choicesOf } from "./choices.ts";
import { durationMsOf, type RunPlan, type Workload } from "./plan.ts";
import { checkPoints } from "./check_points.ts";
import { pointsOf, type RunWords } from "./run_words.ts";
import { askedOf, episodesOf, specsOf, type Strike, withProperName } from "./strikes.ts";
import { processesOf } from "../contract/processes.ts";
import { known } from "./known.ts";
import { withWorstCase } from "./with_worst_case.ts";

export interface PlanWords extends RunWords {
  seed?: number;
  role?: string[];
  drainTimeout?: number;
  portBase?: number;
}

/**
 * @param labs all labs: a fault that this lab does not have may belong to another one
 * @throws Refusal (64) with one sentence about the first wrong word
 */
export function makePlan(
  run: string,
  lab: Lab,
  variant: string,
  typed: PlanWords,
  labs: readonly Lab[] = [lab],
): RunPlan {
  const commands = commandsOf(lab, variant, typed.role ?? []);
  const faults = faultsIn(lab, variant);
  const { words, notes } = withWorstCase(lab, variant, typed, commands);
  const choices = choicesOf(lab, variant, words.choices, labs);
  const specs = specsOf(words, lab, faults, labs);
  const seed = words.seed ?? crypto.getRandomValues(new Uint32Array(1))[0];
  const workload = workloadOf(words, specs, lab, variant);
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
    choices,
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

function workloadOf(
  words: RunWords,
  specs: readonly Strike[],
  { entry, variants }: Lab,
  variant: string,
): Workload {
  if (words.messages !== undefined && words.duration !== undefined) {
    throw wrongUsage("--messages and --duration exclude each other; say one of them");
  }
  const rate = words.rate ?? (words.brief ? briefRate : 200);
  const { leadMs = 0 } = variants[variant];
  const usualMs = words.brief ? leadMs + briefDurationMs(struckBy(words, specs), entry) : 5_000;
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

/** The faults; each is in the list as often as it strikes. */
const struckBy = ({ times = 1 }: RunWords, specs: readonly Strike[]): Fault[] =>
  Array.from({ length: times }, () => specs.map(({ fault }) => fault)).flat();

/** `--role relay='java -jar mine.jar'`. */
function commandsOf(
  lab: Lab,
  variant: string,
  words: readonly string[],
): Record<string, string> {
  const commands: Record<string, string> = {};
  for (const word of words) {
    const cut = word.indexOf("=");
    const command = word.slice(cut + 1).trim();
    if (cut < 1 || command === "") {
      throw wrongUsage(`--role cannot be '${word}'; it must be ROLE='COMMAND'`);
    }
    const role = known(`role in ${lab.name}`, word.slice(0, cut), Object.keys(lab.roles));
    mustPlay(lab, variant, role);
    if (role in commands) throw wrongUsage(`--role says ${role} twice; it can have one command`);
    commands[role] = command;
  }
  return commands;
}

/** @throws Refusal (64) where the variant does without this role: the command would never be started */
function mustPlay(lab: Lab, variant: string, role: string): void {
  const plays = (name: string) => processesOf(lab, name).some((process) => process.role === role);
  if (plays(variant)) return;
  const having = Object.keys(lab.variants).filter(plays).slice(0, 3).map((name) =>
    `${lab.name}/${name}`
  );
  throw wrongUsage(`${lab.name}/${variant} has no ${role}; say ${having.join(" or ")}`);
}
