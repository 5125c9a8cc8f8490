/** Carries out the schedule of a run's faults and records the result of each one. */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import { NotReady, Refusal, unavailable } from "../errors.ts";
import type { Ended, Fault, FaultContext, HazardBook, Victim } from "../contract/lab.ts";
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
  /** The hazards that a fault at its aim is. @default none */
  readonly hazards?: HazardBook<[fault: Fault, aim?: string]>;
  readonly signal: AbortSignal;
  /**
   * How long a fault retries while a server that it needs is away, in milliseconds. After `signal`
   * fired, a third of this time.
   * @default 60_000, the time that a cluster needs to come back on a slow machine
   */
  readonly retryMs?: number;
}

export interface FaultScheduler {
  /** Plays all episodes to their ends. After `signal` fired, begins no further episode, but heals those that began. */
  play(): Promise<void>;
}

const againMs = 250;
/** How often the scheduler checks whether a pass can still come. */
const lookMs = 100;

/**
 * Repeats `work` until it succeeds or `isOver`: another fault may have taken away a server that this
 * fault needs.
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
      // After an interrupt, the user waits for the end.
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
  `began too late: ${process} could not be held at ${nameOfPoint(at)} until the fault was in force`;

/** The process that makes the pass if it is a candidate, else one of the candidates that are up. */
function victimAt(arrival: Arrival, candidates: readonly Victim[], context: FaultContext): Victim {
  const passer = candidates.find((victim) => nameOf(victim) === arrival.process);
  const up = candidates.filter((victim) => !("role" in victim) || victim.isReady);
  return passer ?? pick(up.length > 0 ? up : candidates, context);
}

/** The fields for the history, without empty ones. */
const written = (
  { ops, misled, ineffective, by, still = [] }: Omit<Ended, "touched" | "became" | "hazards">,
) => ({
  ...(ops && { ops }),
  ...(misled !== undefined && { misled }),
  ...(ineffective !== undefined && { ineffective }),
  ...(by !== undefined && { by }),
  ...(still.length > 0 && { still: still.map((one) => ({ ...one, kinds: [...one.kinds] })) }),
});

export const openFaultScheduler = (options: FaultSchedulerOptions): FaultScheduler =>
  new Scheduler(options);

class Scheduler implements FaultScheduler {
  readonly #options: FaultSchedulerOptions;
  /** By target: the end of the last episode that waits for its turn. */
  readonly #tails = new Map<string, Promise<void>>();
  /** Processes that a fault struck at the pass that they made. */
  readonly #struckAtPass = new Set<string>();

  constructor(options: FaultSchedulerOptions) {
    this.#options = options;
  }

  #faultOf({ name }: Episode): Fault {
    return this.#options.faults.find((fault) => fault.name === name)!;
  }

  #eventOf(episode: Episode) {
    const { id, name, aim } = episode;
    const { verb, target } = this.#faultOf(episode);
    return { kind: "fault" as const, id, name, target: aim ?? target, verb };
  }

  /** Records the fault as ineffective, so that nobody believes that the run had it. */
  #didNotBegin(episode: Episode, ineffective: string, more: { passes?: number } = {}): void {
    const event = this.#eventOf(episode);
    this.#options.record({ ...event, phase: "begin" });
    this.#options.record({ ...event, phase: "end", touched: 0, ineffective, ...more });
  }

  async #playAtTime(episode: TimedEpisode): Promise<void> {
    const { context, signal } = this.#options;
    if (signal.aborted) return;
    const fault = this.#faultOf(episode);
    if (fault.scope === "server") await context.onDisk();
    const candidates = fault.victims?.(context, episode.aim) ?? null;
    const victim = candidates && await firstAtWork(context, candidates, signal);
    if (candidates !== null && victim === null) {
      return this.#didNotBegin(episode, neverAtWork(candidates));
    }
    await this.#strike(episode, victim, null);
  }

  /** The pass itself shows work in progress, so there is nothing to wait for. */
  async #playAtPass(
    episode: PassEpisode,
    arrival: Arrival,
    isLater: boolean,
  ): Promise<void> {
    const { context, signal } = this.#options;
    if (signal.aborted) return;
    // The fault with the first turn begins even if the process has ended: only another fault at the
    // same pass can have ended the process.
    if (isLater && !arrival.isWaiting()) {
      return this.#didNotBegin(episode, gone(arrival, episode.pass));
    }
    const candidates = this.#faultOf(episode).victims?.(context, episode.aim) ?? null;
    const victim = candidates && victimAt(arrival, candidates, context);
    if (victim !== null && nameOf(victim) === arrival.process) {
      this.#struckAtPass.add(arrival.process);
    }
    await this.#strike(episode, victim, arrival);
  }

  /**
   * True where the passing process ended before the fault was in force, and no fault at a pass ended
   * it.
   */
  #isMissed(arrival: Arrival, victim: Victim | null): boolean {
    const isItself = victim !== null && nameOf(victim) === arrival.process;
    return !isItself && !this.#struckAtPass.has(arrival.process) && !arrival.isWaiting() &&
      !arrival.wentOn();
  }

  async #strike(
    episode: Episode,
    victim: Victim | null,
    arrival: Arrival | null,
  ): Promise<void> {
    const { context, signal, record } = this.#options;
    const fault = this.#faultOf(episode);
    const { name, aim, forMs } = episode;
    const event = this.#eventOf(episode);
    record({ ...event, phase: "begin" });
    const begin = () => fault.begin(context, aim, victim ?? undefined);
    // After an interrupt no fault may begin: another run may use the servers by then.
    const beginning = retryUntilDone(this.#options, name, begin, { isOver: () => signal.aborted });
    // The victim was asked to end, and can end only when it is released.
    if (fault.endsInOrder && victim !== null && nameOf(victim) === arrival?.process) {
      arrival.release();
    }
    const disturbance = await beginning;
    const missed = arrival !== null && this.#isMissed(arrival, victim);
    this.#options.inForce.add(name);
    arrival?.release();
    await sleep(forMs, signal);
    this.#options.inForce.delete(name);
    const { touched, became, hazards, ...rest } = await retryUntilDone(
      this.#options,
      name,
      () => disturbance.end(),
    );
    const late = missed || arrival?.wentOn()
      ? { ineffective: tooLate(arrival!, episode.pass!) }
      : {};
    const end = written({ ...late, ...rest });
    record({ ...event, phase: "end", touched, ...end });
    if (end.ineffective === undefined) this.#threaten(episode, touched, hazards);
    if (became === undefined) return;
    // The history names the fault that happened: some promises hold under a graceful end but not
    // under a kill.
    const verb = this.#options.faults.find((fault) => fault.name === became)?.verb;
    const other = { ...event, id: `${event.id}-became`, name: became, verb };
    record({ ...other, phase: "begin" });
    record({ ...other, phase: "end", touched });
  }

  #threaten({ name, aim }: Episode, touched: number, own: Ended["hazards"]): void {
    const { faults, hazards } = this.#options;
    const fault = faults.find((fault) => fault.name === name)!;
    const came = own ??
      (hazards?.of(fault, aim) ?? []).map((hazard) => ({ name: hazard.name, count: touched }));
    for (const one of came) {
      if (one.count > 0) hazards?.record({ kind: "hazard", ...one, source: name });
    }
  }

  async #playOne(episode: Episode, startMs: number): Promise<void> {
    if (episode.pass === undefined) {
      await sleep(startMs + episode.beginMs - performance.now(), this.#options.signal);
      return await this.#inTurn(episode, () => this.#playAtTime(episode));
    }
    const { pass } = episode;
    const arrival = await this.#arrivalAt(pass);
    if (arrival === null) {
      const passes = this.#options.triggers.giveUp(pass);
      const why = `did not begin: ${neverCame(pass, passes)}`;
      if (!this.#options.signal.aborted) this.#didNotBegin(episode, why, { passes });
      return;
    }
    try {
      await this.#inTurn(episode, (isLater) => this.#playAtPass(episode, arrival, isLater));
    } finally {
      arrival.release();
    }
  }

  /** Null where no process made the pass until all work was over. */
  async #arrivalAt(pass: Pass): Promise<Arrival | null> {
    const { context, signal, triggers } = this.#options;
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
  async #inTurn(
    episode: Episode,
    work: (isLater: boolean) => Promise<void>,
  ): Promise<void> {
    const { target: own, thing: { name, within } } = this.#faultOf(episode);
    const target = own === name ? within ?? own : own;
    const before = this.#tails.get(target);
    const turn = before === undefined ? work(false) : before.then(() => work(true));
    const tail = turn.catch(() => {});
    this.#tails.set(target, tail);
    await turn.finally(() => this.#tails.get(target) === tail && this.#tails.delete(target));
  }

  async play(): Promise<void> {
    const startMs = performance.now();
    await Promise.all(this.#options.episodes.map((episode) => this.#playOne(episode, startMs)));
  }
}
