/** Carries out the schedule of a run's faults and records the result of each one. */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import { NotReady, Refusal, unavailable } from "../errors.ts";
import type { Ended, Fault, FaultContext, Victim } from "../contract/lab.ts";
import { sleep } from "../timer.ts";
import { endOfWork, firstAtWork, hasHalted } from "./at_work.ts";
import { neverCame } from "./pass_counter.ts";
import { nameOfPoint, type Pass } from "./failpoint_spec.ts";
import type { Episode, PassEpisode, TimedEpisode } from "./episode.ts";
import type { Arrival, Triggers } from "./triggers.ts";
import { nameOf, pick } from "./victims.ts";

export interface FaultSchedulerOptions {
  readonly episodes: readonly Episode[];
  readonly faults: readonly Fault[];
  readonly context: FaultContext;
  /** The failpoints at which episodes begin. */
  readonly triggers: Triggers;
  /** Names of the faults in force; the scheduler keeps them up to date. */
  readonly inForce: Set<string>;
  readonly record: (event: Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">) => void;
  readonly signal: AbortSignal;
  /**
   * How long a fault retries while something it needs is away, in milliseconds; a third of it after
   * `signal` fired.
   * @default 60_000, the time that a cluster needs to come back on a slow machine
   */
  readonly retryMs?: number;
}

export interface FaultScheduler {
  /** Plays all episodes to their ends. After `signal` fired it begins none, but heals those that began. */
  play(): Promise<void>;
}

const againMs = 250;
/** How often it checks whether a pass can still come. */
const lookMs = 100;

/**
 * Another fault may have taken away the server that this one needs: asks again until it is back, or
 * until `isOver`.
 *
 * @throws at once for wrong usage, or for a server that will not come back; Refusal (69) where the
 * server did not come back in time
 */
async function retryUntilDone<T>(
  { retryMs = 60_000, signal }: FaultSchedulerOptions,
  name: string,
  work: () => Promise<T>,
  { isOver = () => false }: { readonly isOver?: () => boolean } = {},
): Promise<T> {
  for (const startMs = performance.now();;) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error) || isOver()) throw error;
      // The user waits for the end.
      const limitMs = signal.aborted ? retryMs / 3 : retryMs;
      if (performance.now() - startMs > limitMs) throw stayedAway(name, limitMs, error as Error);
    }
    await sleep(againMs);
  }
}

const stayedAway = (name: string, limitMs: number, error: Error) =>
  unavailable(
    `A server that ${name} needs did not answer for ${limitMs / 1_000} s: ${error.message}`,
    error,
  );

const isFinal = (error: unknown) => error instanceof Refusal && !(error instanceof NotReady);

const neverAtWork = (candidates: readonly Victim[]) =>
  `did not begin: ${candidates.map(nameOf).join(", ")} ${
    candidates.every(hasHalted) ? "had halted" : "did nothing until the load was over"
  }`;

const gone = ({ process }: Arrival, { at }: Pass) =>
  `did not begin: ${process} passed ${nameOfPoint(at)} and was gone before the fault's turn came`;

const tooLate = ({ process }: Arrival, { at }: Pass) =>
  `began too late: ${process} could not be held at ${nameOfPoint(at)} until it was in force`;

/** The process that makes the pass, where it is a candidate; else one of those that are up. */
function victimAt(arrival: Arrival, candidates: readonly Victim[], context: FaultContext): Victim {
  const passer = candidates.find((victim) => nameOf(victim) === arrival.process);
  const up = candidates.filter((victim) => !("role" in victim) || victim.isReady);
  return passer ?? pick(up.length > 0 ? up : candidates, context);
}

/** The fields for the history, without empty ones. */
const written = ({ ops, ineffective, by, still = [] }: Omit<Ended, "touched" | "became">) => ({
  ...(ops && { ops }),
  ...(ineffective !== undefined && { ineffective }),
  ...(by !== undefined && { by }),
  ...(still.length > 0 && { still: still.map((one) => ({ ...one, kinds: [...one.kinds] })) }),
});

export function openFaultScheduler(options: FaultSchedulerOptions): FaultScheduler {
  const tails = new Map<string, Promise<void>>();
  /** Processes that a fault struck at their own pass. */
  const struckAtPass = new Set<string>();

  const faultOf = ({ name }: Episode): Fault =>
    options.faults.find((fault) => fault.name === name)!;

  function eventOf(episode: Episode) {
    const { id, name, aim } = episode;
    const { verb, target } = faultOf(episode);
    return { kind: "fault" as const, id, name, target: aim ?? target, verb };
  }

  /** Records the fault as ineffective, so that nobody believes that the run had it. */
  function didNotBegin(episode: Episode, ineffective: string): void {
    const event = eventOf(episode);
    options.record({ ...event, phase: "begin" });
    options.record({ ...event, phase: "end", touched: 0, ineffective });
  }

  async function playAtTime(episode: TimedEpisode): Promise<void> {
    const { context, signal } = options;
    if (signal.aborted) return;
    const fault = faultOf(episode);
    if (fault.scope === "server") await context.onDisk();
    const candidates = fault.victims?.(context, episode.aim) ?? null;
    const victim = candidates && await firstAtWork(context, candidates, signal);
    if (candidates !== null && victim === null) {
      return didNotBegin(episode, neverAtWork(candidates));
    }
    await strike(episode, victim, null);
  }

  /** The pass itself shows work in progress, so there is nothing to wait for. */
  async function playAtPass(
    episode: PassEpisode,
    arrival: Arrival,
    isLater: boolean,
  ): Promise<void> {
    const { context, signal } = options;
    if (signal.aborted) return;
    // Without a wait, only another fault at the same pass can have ended it.
    if (isLater && !arrival.isWaiting()) return didNotBegin(episode, gone(arrival, episode.pass));
    const candidates = faultOf(episode).victims?.(context, episode.aim) ?? null;
    const victim = candidates && victimAt(arrival, candidates, context);
    if (victim !== null && nameOf(victim) === arrival.process) struckAtPass.add(arrival.process);
    await strike(episode, victim, arrival);
  }

  /**
   * The passing process should have been held until the fault is in force, but it ended, and no
   * fault at a pass ended it.
   */
  function isMissed(arrival: Arrival, victim: Victim | null): boolean {
    const isItself = victim !== null && nameOf(victim) === arrival.process;
    return !isItself && !struckAtPass.has(arrival.process) && !arrival.isWaiting() &&
      !arrival.wentOn();
  }

  async function strike(
    episode: Episode,
    victim: Victim | null,
    arrival: Arrival | null,
  ): Promise<void> {
    const { context, signal, record } = options;
    const fault = faultOf(episode);
    const { name, aim, forMs } = episode;
    const event = eventOf(episode);
    record({ ...event, phase: "begin" });
    const begin = () => fault.begin(context, aim, victim ?? undefined);
    // A run that was given up is not broken any more: another run may use its servers by then.
    const beginning = retryUntilDone(options, name, begin, { isOver: () => signal.aborted });
    // The victim was asked to end, and can end only when it is released.
    if (fault.endsInOrder && victim !== null && nameOf(victim) === arrival?.process) {
      arrival.release();
    }
    const disturbance = await beginning;
    const missed = arrival !== null && isMissed(arrival, victim);
    options.inForce.add(name);
    arrival?.release();
    await sleep(forMs, signal);
    options.inForce.delete(name);
    const { touched, became, ...rest } = await retryUntilDone(
      options,
      name,
      () => disturbance.end(),
    );
    const late = missed || arrival?.wentOn()
      ? { ineffective: tooLate(arrival!, episode.pass!) }
      : {};
    record({ ...event, phase: "end", touched, ...written({ ...late, ...rest }) });
    if (became === undefined) return;
    // The history names the fault that happened: some promises hold under an orderly end but not
    // under a kill.
    const verb = options.faults.find((fault) => fault.name === became)?.verb;
    const other = { ...event, id: `${event.id}-became`, name: became, verb };
    record({ ...other, phase: "begin" });
    record({ ...other, phase: "end", touched });
  }

  async function playOne(episode: Episode, startMs: number): Promise<void> {
    if (episode.pass === undefined) {
      await sleep(startMs + episode.beginMs - performance.now(), options.signal);
      return await inTurn(episode, () => playAtTime(episode));
    }
    const { pass } = episode;
    const arrival = await arrivalAt(pass);
    if (arrival === null) {
      const never = neverCame(pass, options.triggers.giveUp(pass));
      if (!options.signal.aborted) didNotBegin(episode, `did not begin: ${never}`);
      return;
    }
    try {
      await inTurn(episode, (isLater) => playAtPass(episode, arrival, isLater));
    } finally {
      arrival.release();
    }
  }

  /** Null where no process made the pass until all work was over. */
  async function arrivalAt(pass: Pass): Promise<Arrival | null> {
    const { context, signal, triggers } = options;
    const come = new AbortController();
    const arrivals: Arrival[] = [];
    void triggers.arrival(pass).then((arrival) => {
      arrivals.push(arrival);
      come.abort();
    });
    const ended = AbortSignal.any([signal, come.signal]);
    const isOver = endOfWork(context);
    while (!ended.aborted && !await isOver()) await sleep(lookMs, ended);
    return arrivals[0] ?? null;
  }

  /** Two faults on the same thing take turns: a process that is down cannot be killed. */
  async function inTurn(
    episode: Episode,
    work: (isLater: boolean) => Promise<void>,
  ): Promise<void> {
    const { target: own, thing: { name, within } } = faultOf(episode);
    const target = own === name ? within ?? own : own;
    const before = tails.get(target);
    const turn = before === undefined ? work(false) : before.then(() => work(true));
    const tail = turn.catch(() => {});
    tails.set(target, tail);
    await turn.finally(() => tails.get(target) === tail && tails.delete(target));
  }

  return {
    async play() {
      const startMs = performance.now();
      await Promise.all(options.episodes.map((episode) => playOne(episode, startMs)));
    },
  };
}
