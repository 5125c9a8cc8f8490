/** `asynclab compare [STYLE…]`: styles in alternating rounds. */
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import {
  type Contender,
  contender,
  type Disturbance,
  nameOf,
} from "../harness/compare/contender.ts";
import { shown } from "../harness/compare/page.ts";
import { type CompareResult, judgedOf, toComparison } from "../harness/compare/result.ts";
import {
  type ProbeLoad,
  type Round,
  type RoundsOptions,
  runRounds,
} from "../harness/compare/rounds.ts";
import { pageOf } from "../harness/compare/tables.ts";
import { editionsOf, type Runtime } from "../harness/contract/lab.ts";
import { processesOf } from "../harness/contract/processes.ts";
import { exitCode, wrongUsage } from "../harness/errors.ts";
import { faultsIn, faultsInAny, wordsFor } from "../harness/faults/catalogue.ts";
import { parseFaults } from "../harness/faults/fault_spec.ts";
import type { PlanWords } from "../harness/plan/make_plan.ts";
import { known } from "../harness/plan/known.ts";
import type { RunPlan } from "../harness/plan/plan.ts";
import { chooseRuntime } from "../harness/servers/mod.ts";
import { labs } from "../labs/mod.ts";
import { openOutput, type OutputWords } from "./compare_output.ts";
import { newCheckDir, newRunDir, runsDir, writePlan } from "./folder.ts";
import { newPlan } from "./new_plan.ts";
import { untilInterrupted } from "./interrupt.ts";
import { machine } from "./machine.ts";
import { findStyle } from "./find_lab.ts";

export interface StylesWords extends OutputWords {
  readonly chaos?: string;
  readonly outage?: number;
  readonly rate: number;
  readonly duration?: number;
  readonly users: number;
  readonly rounds: number;
  readonly knee: boolean;
  readonly seed: number;
  readonly broker?: string;
  readonly role?: readonly string[];
  readonly runtime: string;
}

/**
 * Prints the comparison; resolves with the exit code.
 *
 * @throws Refusal for errors that a user can correct
 */
export async function compareStyles(
  words: readonly string[],
  options: StylesWords,
): Promise<number> {
  const disturbance = disturbanceOf(options);
  const contenders = contendersOf(words, disturbance, options);
  const plan = (one: Contender, seed: number, load?: ProbeLoad) => planOf(one, seed, options, load);
  for (const one of contenders) if (one.notApplicable === null) plan(one, options.seed);
  const write = await openOutput(options);
  const result = await measured(contenders, disturbance, { plan, options });
  await write(shown(result, pageOf));
  return exitCodeOf(result);
}

/** The longest outage: callers and roles give up much earlier. */
const mostOutageMs = 60_000;

function disturbanceOf({ chaos, outage }: StylesWords): Disturbance {
  if (chaos !== undefined && outage !== undefined) {
    throw wrongUsage("--chaos and --outage exclude each other; say one of them");
  }
  if (outage === undefined) {
    return chaos === undefined ? { kind: "none" } : { kind: "chaos", chaos };
  }
  if (outage > mostOutageMs) {
    throw wrongUsage(
      `--outage cannot be ${outage / 1_000}s; it must be at most ${mostOutageMs / 1_000}s`,
    );
  }
  return { kind: "outage", outageMs: outage };
}

/** @throws Refusal (64) where a word is not known, or where the disturbance hits none of the styles */
function contendersOf(
  words: readonly string[],
  disturbance: Disturbance,
  { broker, role = [] }: StylesWords,
): Contender[] {
  const named = words.length > 0 ? [...words] : labs
    .filter(({ broker: own, editions = [] }) =>
      broker === undefined || own === undefined || editions.some((one) => one.broker === broker)
    ).map(({ name }) => name);
  const all = named.map((word) => {
    const { lab, variant } = findStyle(word, broker);
    return contender(lab, variant, disturbance);
  });
  const names = all.map(nameOf);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw wrongUsage(`${twice} is named twice; name each style once`);
  if (disturbance.kind === "chaos") mustBeFaults(disturbance.chaos, all);
  if (all.every(({ notApplicable }) => notApplicable !== null)) {
    throw wrongUsage(`There is nothing to compare: ${all[0].notApplicable}; name another fault`);
  }
  for (const word of role) mustHaveRole(word.split("=")[0], all);
  return all;
}

/** A fault that only other styles have is not applicable here; a word that is no fault is an error. */
function mustBeFaults(chaos: string, all: readonly Contender[]): void {
  const anywhere = wordsFor(labs.flatMap(editionsOf).flatMap(faultsInAny));
  const here = wordsFor(all.flatMap(({ lab, variant }) => faultsIn(lab, variant)));
  for (const { name } of parseFaults(chaos)) {
    if (!anywhere.includes(name)) known("fault of these styles", name, [...new Set(here)]);
  }
}

function mustHaveRole(role: string, all: readonly Contender[]): void {
  const roles = all.flatMap(({ lab, variant }) =>
    processesOf(lab, variant).map(({ role }) => role)
  );
  known("role of these styles", role, [...new Set(roles)]);
}

/** Calm time before an outage: long enough that the start of the roles is a small part of it. */
const beforeOutageMs = 4_000;
const afterOutageMs = 3_000;
const usualMs = 5_000;

function planOf(
  { lab, variant, chaos }: Contender,
  seed: number,
  { outage, rate, users, duration, role = [] }: StylesWords,
  load?: ProbeLoad,
): RunPlan {
  const plays = (word: string) =>
    processesOf(lab, variant).some(({ role }) => role === word.split("=")[0]);
  const words: PlanWords = {
    ...{ seed, rate, users, chaos, role: role.filter(plays), inFlight: 2_000 },
    duration: duration ??
      (outage === undefined ? usualMs : beforeOutageMs + outage + afterOutageMs),
    ...(outage !== undefined && { at: beforeOutageMs, for: outage }),
    // At the knee, the limit of logins in flight is the usual one.
    ...(load && { rate: load.rate, duration: load.durationMs, inFlight: undefined }),
  };
  return newPlan(lab, variant, words);
}

interface Work {
  readonly plan: RoundsOptions["plan"];
  readonly options: StylesWords;
}

async function measured(
  contenders: readonly Contender[],
  disturbance: Disturbance,
  { plan, options }: Work,
): Promise<CompareResult> {
  const runtime = await chooseRuntime(options.runtime);
  const beganMs = performance.now();
  const { rounds, seed, rate, users } = options;
  const first = plan(contenders.find(({ notApplicable }) => notApplicable === null)!, seed);
  const about = {
    ...{ asynclab: project.version, date: new Date().toISOString().slice(0, 10) },
    ...{ machine: machine(runtime.name), seed, rounds },
    load: { rate, users, durationMs: (first.workload.messages / rate) * 1_000 },
  };
  const all = await roundsOf(contenders, runtime, { plan, options });
  const wallMs = Math.round(performance.now() - beganMs);
  return toComparison(all, disturbance, { ...about, wallMs });
}

async function roundsOf(
  contenders: readonly Contender[],
  runtime: Runtime,
  { plan, options: { rounds, seed, knee, chaos, outage } }: Work,
): Promise<Map<Contender, Round[]>> {
  using interrupt = untilInterrupted();
  const comparison = `compare-${crypto.randomUUID().slice(0, 8)}`;
  const logsDir = await newCheckDir(comparison);
  const playing = contenders.filter(({ notApplicable }) => notApplicable === null).length;
  const say = (line: string) => console.error(line);
  let done = 0;
  const all = await runRounds({
    ...{ comparison, contenders, rounds, seed, plan, runtime, logsDir, say },
    wantsThroughput: knee && chaos === undefined && outage === undefined,
    folderOf: (run) => join(runsDir, run),
    async folder(plan) {
      const runDir = await newRunDir(plan.run);
      await writePlan(runDir, plan, runtime.name);
      return runDir;
    },
    onRound(one, round) {
      const { verdict, why } = judgedOf(round);
      const name = `${++done}/${playing * rounds}  ${nameOf(one)}`;
      say(`${name}: ${why ?? verdict}${heldText(round)}  (${round.run})`);
    },
    signal: interrupt.signal,
  });
  await Deno.remove(logsDir, { recursive: true }).catch(() => {});
  return all;
}

function heldText({ throughput, knee }: Round): string {
  if (throughput !== null) return `, ${throughput.toLocaleString("en")}/s`;
  return knee === null ? "" : ", and it does not keep up with the lowest rate";
}

function exitCodeOf({ styles }: CompareResult): number {
  const verdicts = styles.flatMap(({ verdict }) => verdict ?? []);
  if (verdicts.includes("broken")) return exitCode.broken;
  return verdicts.includes("unknown") ? exitCode.undecided : exitCode.kept;
}
