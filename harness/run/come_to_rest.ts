/** After the load: waits until all work is done or stands still, then stops the roles. */
import { progresses } from "../check/progresses.ts";
import type { Progress } from "../contract/lab.ts";
import { ClockWatch } from "./clock_watch.ts";
import type { Movement } from "./movement.ts";
import { recordRepeats } from "./repeated_requests.ts";
import type { RunOptions } from "./run_options.ts";
import type { Environment } from "./environment.ts";
import { standstillOf, StandstillWatch } from "./standstill.ts";
import { shutDown } from "./shutdown.ts";

interface Watched {
  /** See `Lab.progress`. */
  readonly progress: () => Promise<Progress>;
  readonly movement: Movement;
}

/** Waits until no work is in progress, stops the roles, and records what is left. */
export async function comeToRest(
  options: RunOptions,
  environment: Environment,
  { progress, movement }: Watched,
): Promise<void> {
  const { plan, signal } = options;
  const { epochMs, record } = environment.recorder;
  const { clock } = environment;
  const clockWatch = clock === null ? null : new ClockWatch(clock);
  let unsettled: string | null = null;
  const { watch: standstill, doubt } = watchStandstill(options, environment);
  const end = await shutDown({
    progress,
    standstill,
    isEarly: (seen) => clockWatch?.isEarly(seen) ?? false,
    timeoutMs: plan.drainTimeoutMs,
    signal,
    settle: () => environment.control.settle(),
    processes: environment.processes,
    ...foreignDrain(options, environment, movement),
    async ended() {
      clock?.freeze();
      for (const namespace of Object.values(environment.namespaces)) {
        await namespace.settled?.().catch((error: Error) => unsettled ??= error.message);
      }
    },
  });
  signal.throwIfAborted();
  const sinceStartMs = (ms: number) =>
    Math.round((performance.timeOrigin + ms - epochMs) * 1000) / 1000;
  await recordRepeats(environment);
  record(standstillOf(standstill, sinceStartMs, doubt));
  const { complete, why, atRest } = unsettled === null
    ? end
    : { complete: false, why: unsettled, atRest: undefined };
  record({ kind: "drained", complete, why, ...(atRest && { atRest }) });
}

/** Sets no standstill limit where the style cannot count a foreign program's work in the data. */
function watchStandstill({ plan, lab }: RunOptions, { processes, style }: Environment) {
  const foreign = Object.keys(plan.commands);
  const isDoubted = foreign.length > 0 && style.outstanding === undefined;
  const claim = lab.variants[plan.variant].promises.find(({ kind }) => kind === progresses);
  const limitMs = isDoubted ? Infinity : claim?.limit ?? Infinity;
  const areReady = () =>
    processes.every(({ isUp, isReady, halted }) => halted === null && (!isUp || isReady));
  return {
    watch: new StandstillWatch(limitMs, areReady),
    doubt: isDoubted ? `${foreign.join(" and ")} may record progress elsewhere` : null,
  };
}

/** A process counts as down if it has not been ready for longer than this. */
const backMs = 2_000;

/** The drain's settings where a user's own command plays a role. */
function foreignDrain({ plan }: RunOptions, environment: Environment, movement: Movement) {
  const foreign = new Set(Object.keys(plan.commands));
  if (foreign.size === 0) return {};
  const { style } = environment;
  return {
    foreign: {
      outstanding: style.outstanding === undefined ? null : () => style.outstanding!(foreign),
      movement,
      // A program that ends after each piece of work counts as up if it is soon ready again.
      allUp: () =>
        environment.processes.every(({ isUp, notReadyMs }) => !isUp || notReadyMs() < backMs),
    },
  };
}
