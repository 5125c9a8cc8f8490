/** Runs the cases of a check, as many side by side as there are lanes, and judges each one. */
import { Refusal } from "../errors.ts";
import type { Lab, Runtime, Say } from "../contract/lab.ts";
import type { ProvideServers } from "../run/provide_servers.ts";
import type { RunPlan } from "../plan/plan.ts";
import { repeatCommand } from "../plan/repeat.ts";
import type { Result } from "../report/result.ts";
import { run } from "../run/run.ts";
import { type Job, Queue } from "./queue.ts";
import type { Attempt, Case, CaseResult } from "./result.ts";
import { type CheckServers, needsOf, openCheckServers } from "./servers.ts";
import { Turns } from "./turns.ts";
import { type CaseVerdict, verdictOf } from "./verdict.ts";

/** A case with its plan. */
export interface Planned {
  readonly lab: Lab;
  readonly plan: RunPlan;
}

export interface CheckOptions {
  /** The check's id. */
  readonly check: string;
  readonly cases: readonly Case[];
  /**
   * Plans a run of a case with this seed and a new id, with a load `times` as long as usual.
   *
   * @throws Refusal (64) for an invalid plan
   */
  readonly plan: (one: Case, seed: number, times: number) => Planned;
  readonly runtime: Runtime;
  /** Number of loads at the same time. */
  readonly lanes: number;
  /** How many decided runs each case needs. */
  readonly repeat: number;
  /** Makes the folder of a run, with its plan in it; resolves with its path. */
  readonly folder: (plan: RunPlan) => Promise<string>;
  /** Folder for the logs of the servers. */
  readonly logsDir: string;
  readonly say: Say;
  /** Called when a case begins in this lane (from 1). */
  readonly onBegin: (lane: number, one: Case) => void;
  readonly onEnd: (lane: number, result: CaseResult) => void;
  /** When aborted, no case begins any more, and running cases are ended. */
  readonly signal: AbortSignal;
  /** When aborted, no case begins any more. */
  readonly enough: AbortSignal;
}

/** While one case of a lane drives its load, another one is prepared. */
const ahead = 2;
const retries = 2;
/** Number of runs that decide whether an exception is needed. */
const triesOfException = 3;
/** The distance between the seeds of repetitions, larger than that between the seeds of cases. */
const seedStep = 1_000;

/**
 * Resolves when every case was run, or when no more may begin.
 *
 * @throws Refusal (69) where servers are not available; the reason of an aborted `signal`
 */
export async function check(options: CheckOptions): Promise<void> {
  const planned = options.cases.map((one) => ({ one, ...options.plan(one, one.seed, 1) }));
  const jobs = planned.map(({ one, lab, plan }): Job<Case> => ({
    work: one,
    needs: needsOf(lab, plan),
  }));
  const queue = new Queue(jobs);
  const turns = new Turns(options.lanes);
  const preparations = new Turns(Math.ceil(options.lanes / 2));
  const places = Math.min(options.lanes * ahead, jobs.length);
  const used = planned.map(({ lab, plan: { variant } }) => ({ lab, variant }));
  const stop = () => queue.close();
  options.signal.addEventListener("abort", stop);
  options.enough.addEventListener("abort", stop);
  if (options.signal.aborted || options.enough.aborted) stop();
  try {
    await using servers = await openCheckServers({ ...options, used, cases: places });
    const lane = async (number: number) => {
      const provideServers = servers.lane();
      for (;;) {
        using taken = await queue.next();
        if (taken === null) return;
        options.onBegin(number, taken.work);
        const result = await runCase(
          { options, servers, provideServers, turns, preparations },
          taken.work,
        );
        options.onEnd(number, result);
      }
    };
    const all = Array.from({ length: places }, async (_, i) => {
      try {
        await lane(i + 1);
      } catch (error) {
        queue.close();
        throw error;
      }
    });
    const ends = await Promise.allSettled(all);
    options.signal.throwIfAborted();
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    options.signal.removeEventListener("abort", stop);
    options.enough.removeEventListener("abort", stop);
  }
}

interface Lane {
  readonly options: CheckOptions;
  readonly servers: CheckServers;
  readonly provideServers: ProvideServers;
  readonly turns: Turns;
  /** Limits preparations: starting many processes at once would slow down the running loads. */
  readonly preparations: Turns;
}

/** One run of a case, and its judgement. */
export interface Run extends CaseVerdict {
  /** The failpoints that were passed. */
  readonly passed: readonly string[];
  readonly seed: number;
  readonly run: string;
  readonly wallMs: number;
  readonly phasesMs: CaseResult["phasesMs"];
  readonly command: string;
}

async function runCase(lane: Lane, one: Case): Promise<CaseResult> {
  return one.expected === null ? await tryOut(lane, one) : await decide(lane, one);
}

/** Records the outcomes of a case without an expected verdict. */
async function tryOut(lane: Lane, one: Case): Promise<CaseResult> {
  const runs: Run[] = [];
  while (runs.length < triesOfException) {
    runs.push(await runOnce(lane, one, one.seed + runs.length));
  }
  return resultOf(one, runs, triesOfException);
}

/**
 * Runs the case until it was decided as often as requested. An undecided run is tried again, at
 * most twice; a retry never replaces a run that was decided and wrong. Its load is twice as long: on
 * a slow machine, a role that was killed may start again only after the end of the usual one.
 */
async function decide(lane: Lane, one: Case): Promise<CaseResult> {
  const { repeat } = lane.options;
  const runs: Run[] = [];
  let left = retries;
  for (let decided = 0; decided < repeat;) {
    const run = await runOnce(lane, one, one.seed + decided * seedStep, 2 ** (retries - left));
    runs.push(run);
    if (isDecided(one, run, repeat)) decided++;
    else if (left-- === 0) break;
  }
  return resultOf(one, runs, repeat);
}

/**
 * With repetitions, a run with an ineffective fault decides nothing. But where `kept` is expected,
 * a broken promise counts even then.
 */
const isDecided = ({ expected }: Case, { verdict, effective }: Run, repeat: number): boolean =>
  verdict !== "unknown" &&
  (repeat === 1 || effective || (expected === "kept" && verdict === "broken"));

export function resultOf(one: Case, runs: readonly Run[], repeat: number): CaseResult {
  const decided = runs.filter((run) => isDecided(one, run, repeat));
  const wrong = one.expected === null
    ? runs.find(({ verdict }) => verdict === "broken")
    : decided.find(({ right }) => !right);
  const last = wrong ?? (decided.length >= repeat ? decided.at(-1)! : runs.at(-1)!);
  const right = wrong === undefined && decided.length >= repeat;
  return {
    ...one,
    verdict: last.verdict,
    right,
    why: right ? null : last.why,
    run: last.run,
    wallMs: runs.reduce((sum, { wallMs }) => sum + wallMs, 0),
    phasesMs: { ...last.phasesMs },
    attempts: runs.map((run) => attemptOf(one, run)),
    command: last.command,
  };
}

function attemptOf({ expected }: Case, run: Run): Attempt {
  const { seed, verdict, run: id, why, effective, drained, seen } = run;
  const { threatened, missed, passed } = run;
  return {
    ...{ seed, verdict, run: id, why, effective },
    ...(expected === null && { drained, seen: [...seen] }),
    ...(Object.keys(threatened).length > 0 && { threatened: { ...threatened } }),
    ...(missed.length > 0 && { missed: [...missed] }),
    ...(passed.length > 0 && { passed: [...passed] }),
  };
}

/** Without an expected verdict, a run's folder stays only if the run broke a promise that is not excepted. */
const isWorthKeeping = ({ expected }: Case, { verdict }: CaseVerdict): boolean =>
  expected !== null || verdict === "broken";

async function runOnce(
  { options, servers, provideServers, turns, preparations }: Lane,
  one: Case,
  seed: number,
  times = 1,
): Promise<Run> {
  const { lab, plan } = options.plan(one, seed, times);
  const runDir = await options.folder(plan);
  const headline = lab.variants[plan.variant].promises[0].kind.name;
  const judge = (result: Result) => verdictOf(one, headline, result);
  using prepares = await preparations.take();
  const watch = new Stopwatch();
  const turn = async () => {
    prepares[Symbol.dispose]();
    using stack = new DisposableStack();
    stack.use(await turns.take());
    watch.start();
    stack.defer(() => watch.stop());
    return stack.move();
  };
  const about = { seed, run: plan.run, command: repeatCommand(plan, options.runtime.name) };
  try {
    const wantsReport = (result: Result) =>
      !judge(result).right && isWorthKeeping(one, judge(result));
    const request = { lab, plan, provideServers, turn, runDir, wantsReport, ...noListeners };
    const { result, passed } = await run({ ...options, ...request, notesPasses: true });
    const judged = judge(result);
    if (judged.right || !isWorthKeeping(one, judged)) {
      await Deno.remove(runDir, { recursive: true }).catch(() => {});
    }
    return { ...about, ...judged, passed, wallMs: watch.ms(), phasesMs: result.phasesMs };
  } catch (error) {
    options.signal.throwIfAborted();
    if (servers.failure !== null) throw servers.failure;
    servers.mayBeDown();
    // A run that ends with a Refusal decides nothing. Any other error is a bug in asynclab
    // and ends the check.
    if (!(error instanceof Refusal)) throw error;
    const nothing = {
      effective: false,
      drained: false,
      seen: [],
      threatened: {},
      missed: [],
      passed: [],
    };
    const failed = { verdict: "unknown", right: false, ...nothing } as const;
    return { ...about, ...failed, why: error.message, wallMs: watch.ms(), phasesMs: {} };
  }
}

/** Measures how long a run occupied its lane. */
class Stopwatch {
  #sinceMs = performance.now();
  #untilMs: number | null = null;

  start(): void {
    this.#sinceMs = performance.now();
  }

  stop(): void {
    this.#untilMs = performance.now();
  }

  ms(): number {
    return Math.round((this.#untilMs ?? performance.now()) - this.#sinceMs);
  }
}

/** Nobody watches a single run of a check. */
const noListeners = { say: () => {}, onState: () => {}, onEvent: () => {} };
