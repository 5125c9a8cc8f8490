/** The life of one run, top to bottom. */
import { join } from "node:path";
import { comeToRest } from "./come_to_rest.ts";
import { Refusal, unavailable } from "../errors.ts";
import { type Circumstances, explainFailure } from "./failure.ts";
import { openFaultScheduler } from "../faults/scheduler.ts";
import { faultsIn } from "../faults/catalogue.ts";
import { hazardsOfFault } from "../faults/fault_hazards.ts";
import type { HistoryEvent } from "../history/event.ts";
import { HistoryFile } from "../history/write.ts";
import { type GiveUp, openGiveUp } from "./give_up.ts";
import { type Judged, judgeRun } from "./judge_run.ts";
import { Monitors } from "./monitors.ts";
import { Movement } from "./movement.ts";
import { type Enter, Phases } from "./phases.ts";
import { withAuditErrors } from "./audit_errors.ts";
import type { Result } from "../report/result.ts";
import type { LiveState, RunOptions, RunOutcome } from "./run_options.ts";
import { type Environment, sample, sampleRetention, setUp, Suspects } from "./environment.ts";
import { faultContextOf } from "./fault_context.ts";
import { openRunControl } from "./control.ts";
import { recordTraffic } from "./record_traffic.ts";
import { ordersOf } from "./orders.ts";
import type { Supervised } from "../roles/supervised.ts";
import { everyMs, interruptible, within } from "../timer.ts";
import { startLoader } from "../workload/loader.ts";
import { tellClock } from "./tell_clock.ts";
import { writeReport } from "./write_report.ts";

/**
 * Runs the plan; everything that it started has ended when it returns or throws.
 *
 * @throws Refusal (69) where a server, the run's folder or the disk failed; the reason of `signal`
 * where it aborted
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const { runDir, signal } = options;
  const phases = new Phases();
  const live = liveView(options, phases);
  await makeFolders(runDir);
  using giveUp = openGiveUp(options);
  try {
    const { facts, ...judged } = await act(
      { ...options, signal: giveUp.signal },
      phases,
      live,
      giveUp,
    );
    phases.end();
    await mustBeSound(giveUp, circumstances(options, live));
    const result = { ...judged.result, phasesMs: phases.milliseconds() };
    await writeResult(runDir, result);
    if (options.wantsReport?.(result) ?? true) {
      await writeReport(options, { ...judged, result }, facts);
    }
    return { ...judged, result };
  } catch (error) {
    signal.throwIfAborted();
    throw await explainFailure(error, { ...circumstances(options, live), suspects: [] });
  }
}

type Where = Omit<Circumstances, "suspects">;

const circumstances = (
  { runDir, plan }: RunOptions,
  { state: { phase, faultsOn } }: Live,
): Where => ({
  runDir,
  phase,
  faultsOn,
  isForeign: Object.keys(plan.commands).length > 0,
});

/** A connection that breaks during the cleanup does not change the verdict; a bug does. */
async function mustBeSound({ signal, interrupt }: GiveUp, at: Where): Promise<void> {
  if (!signal.aborted) return;
  interrupt.throwIfAborted();
  const why = await explainFailure(signal.reason, { ...at, suspects: [] });
  if (!(why instanceof Refusal)) throw why;
}

async function makeFolders(runDir: string): Promise<void> {
  try {
    for (const folder of ["history", "logs"]) {
      await Deno.mkdir(join(runDir, folder), { recursive: true });
    }
  } catch (error) {
    throw unavailable(`Cannot write '${runDir}': ${(error as Error).message}`, error);
  }
}

/** Starts everything, plays the plan, judges, and ends everything. */
async function act(
  options: RunOptions,
  phases: Phases,
  live: Live,
  giveUp: GiveUp,
): Promise<Judged> {
  const { runDir, signal } = options;
  await using stack = new AsyncDisposableStack();
  let processes: readonly Supervised[] = [];
  stack.defer(() => tellLeft(processes, options.say));
  const suspects = new Suspects(options.lab, options.plan.variant);
  try {
    const given = { suspects, giveUp: giveUp.because };
    const environment = await setUp(
      { ...options, ...given, onEvent: live.event },
      live.enter,
      stack,
    );
    processes = environment.processes;
    phases.end();
    await inTurn(options, environment, live);
    live.enter("judge");
    signal.throwIfAborted();
    const judged = await judgeRun(options, environment, phases);
    await writeResult(runDir, judged.result);
    live.enter("clean");
    return judged;
  } catch (error) {
    // Ends whatever still goes on; the first error is the reason.
    giveUp.because(error);
    giveUp.interrupt.throwIfAborted();
    const at = circumstances(options, live);
    throw await explainFailure(signal.reason, { ...at, suspects: suspects.list(at.faultsOn) });
  }
}

/** The time-critical part of a run: it waits until there is room for it. */
async function inTurn(options: RunOptions, environment: Environment, live: Live): Promise<void> {
  using _turn = await options.turn?.() ?? null;
  options.signal.throwIfAborted();
  await disturb(options, environment, live);
  await audit(options, environment, live.enter);
}

/** Names processes of a foreign program that go on running because they belong to another user. */
function tellLeft(processes: readonly Supervised[], say: RunOptions["say"]): void {
  const left = processes.flatMap((process) =>
    process.leftBehind().map((which) => `${which} of ${process.id}`)
  );
  if (left.length > 0) say(`left running, since it could not be ended: ${left.join(", ")}`);
}

interface Live {
  readonly state: LiveState;
  readonly enter: Enter;
  readonly event: (event: HistoryEvent) => void;
}

/** The state that the user sees, updated by phases and events. */
function liveView({ onState, onEvent }: RunOptions, phases: Phases): Live {
  const state: LiveState = { phase: "provision", load: null, progress: null, faultsOn: [] };
  return {
    state,
    enter(phase) {
      phases.enter(phase);
      state.phase = phase;
      onState(state);
    },
    event(event) {
      if (event.kind === "fault") {
        const others = state.faultsOn.filter((name) => name !== event.name);
        state.faultsOn = event.phase === "begin" ? [...others, event.name] : others;
      }
      onEvent(event);
    },
  };
}

/** Often enough that a load of one second shows how memory grows. */
const sampleMs = 250;
const retentionMs = 100;
const monitorMs = 1_000;

/** Drives the load, applies faults and heals them; then waits until all work is at rest. */
async function disturb(
  options: RunOptions,
  environment: Environment,
  { state, enter }: Live,
): Promise<void> {
  const { plan, lab, signal } = options;
  const { epochMs, record } = environment.recorder;
  enter("drive");
  const historyPath = join(options.runDir, "history", "load.jsonl");
  // A role that has started already may have put a file there.
  await Deno.remove(historyPath, { recursive: true }).catch(() => {});
  await using loader = startLoader({
    operation: lab.operation,
    url: environment.entryUrl,
    plan: { seed: plan.seed, ...plan.workload },
    choices: plan.choices,
    startAtMs: 0,
    epochMs,
    historyPath,
    inFlightLimit: plan.workload.inFlightLimit,
    timeoutMs: plan.workload.timeoutMs,
  });
  const { inForce, control } = environment;
  const isDisturbed = () => inForce.size > 0 || control.isHeld(lab.entry);
  tellClock(environment.clock, loader, isDisturbed);
  const orders = ordersOf(options, environment.style, environment.recorder);
  await using _control = await openRunControl(options.runDir, orders);
  const movement = new Movement();
  const progress = async () => {
    state.progress = await environment.progress();
    movement.note(state.progress);
    return state.progress;
  };
  using _watch = everyMs(500, async () => {
    state.load = loader.counts();
    await progress().catch(() => {}); // a server is away: the last counts stay
    options.onState(state);
  });
  using _sample = everyMs(sampleMs, () => sample(environment, lab, state.progress));
  // A fault may stop the reader soon, so the log that is kept before the fault is recorded first.
  await sampleRetention(environment);
  const monitors = new Monitors(environment, lab, plan);
  using _monitors = everyMs(monitorMs, () => monitors.sample(state.progress));
  using _retention = everyMs(retentionMs, () => sampleRetention(environment));
  const scheduler = openFaultScheduler({
    episodes: plan.episodes,
    faults: faultsIn(lab, plan.variant),
    context: faultContextOf(environment, lab, loader, plan),
    triggers: control,
    inForce,
    record,
    hazards: { of: (fault, aim) => hazardsOfFault(lab, plan.variant, fault, aim), record },
    signal,
  });
  // On a slow machine the load begins late: the times of faults are those of the load.
  const faultsPlayed = loader.began.then(() => scheduler.play());
  await interruptible(Promise.all([loader.done, faultsPlayed]), signal);
  control.letGo();
  environment.style.loadEnded?.();
  enter("drain");
  await comeToRest(options, environment, { progress, movement });
  const last = progress().catch(() => null).then((seen) => monitors.sample(seen));
  await within(monitorMs, last, "no last sample").catch(() => {});
}

/** Reads both databases after every writer has ended. */
async function audit(options: RunOptions, environment: Environment, enter: Enter): Promise<void> {
  const { runDir, signal } = options;
  enter("audit");
  await recordTraffic(environment);
  using file = HistoryFile.openOwn(join(runDir, "history", "audit.jsonl"));
  let page: HistoryEvent[] = [];
  const truth = environment.style.audit(environment.recorder.epochMs);
  for await (const event of withAuditErrors(truth, { ask: environment.progress, signal })) {
    if (page.push(event) < 1_000) continue;
    file.appendAll(page);
    page = [];
    signal.throwIfAborted();
  }
  file.appendAll(page);
  if (file.isOwn() && environment.recorder.isOwn()) return;
  throw unavailable(
    `Another program wrote into the run's history in ${runDir}, so nothing is judged; ` +
      "a role may write to the file that ASYNCLAB_EVENTS names, and to no other file there",
  );
}

async function writeResult(runDir: string, result: Result): Promise<void> {
  await Deno.writeTextFile(join(runDir, "result.json"), JSON.stringify(result, null, 2) + "\n");
}
