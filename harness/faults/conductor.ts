/** Carries out the schedule of a run's faults and writes down what each one did. */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import { NotReady, Refusal, unavailable } from "../errors.ts";
import type { Ended, Fault, Stage, Victim } from "../lab.ts";
import { sleep } from "../timer.ts";
import { firstAtWork } from "./at_work.ts";
import { nameOf } from "./victims.ts";
import type { Episode as Scheduled } from "./schedule.ts";

/** An episode of the schedule, narrowed to one target where somebody said so. */
export interface Episode extends Scheduled {
  readonly aim?: string;
}

export interface ConductorOptions {
  readonly episodes: readonly Episode[];
  readonly faults: readonly Fault[];
  readonly stage: Stage;
  /** Names of the faults that are in force; kept up to date here. */
  readonly inForce: Set<string>;
  readonly record: (event: Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">) => void;
  readonly signal: AbortSignal;
  /**
   * So long a fault asks for what it needs, in milliseconds; a third of it after `signal` fired.
   * @default 60_000, as long as a cluster needs to come back on a slow machine
   */
  readonly insistMs?: number;
}

export interface Conductor {
  /** Plays all episodes, each to its end. Begins none after `signal` fired, but heals those that began. */
  play(): Promise<void>;
}

const againMs = 250;

/**
 * Another fault may have taken away the server that this one needs: asks again until it is back.
 *
 * @throws at once what is wrong usage, or a server that will not come back; Refusal (69) where it
 * did not come back in time
 */
async function insist<T>(
  { insistMs = 60_000, signal }: ConductorOptions,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  for (const startMs = performance.now();;) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error)) throw error;
      // Somebody waits for the end.
      const limitMs = signal.aborted ? insistMs / 3 : insistMs;
      if (performance.now() - startMs > limitMs) throw stayedAway(name, limitMs, error as Error);
    }
    await sleep(againMs);
  }
}

const stayedAway = (name: string, limitMs: number, error: Error) =>
  unavailable(
    `What ${name} needs did not answer for ${limitMs / 1_000} s: ${error.message}`,
    error,
  );

const isFinal = (error: unknown) => error instanceof Refusal && !(error instanceof NotReady);

const neverAtWork = (candidates: readonly Victim[]) =>
  `did not begin: ${candidates.map(nameOf).join(", ")} did nothing until the load was over`;

/** As the history has it: what says nothing is left out. */
const written = ({ ops, ineffective, by, still = [] }: Omit<Ended, "touched" | "became">) => ({
  ...(ops && { ops }),
  ...(ineffective !== undefined && { ineffective }),
  ...(by !== undefined && { by }),
  ...(still.length > 0 && { still: still.map((one) => ({ ...one, kinds: [...one.kinds] })) }),
});

export function openConductor(options: ConductorOptions): Conductor {
  const tails = new Map<string, Promise<void>>();

  async function playOne(episode: Episode): Promise<void> {
    const { stage, signal, record } = options;
    const fault = options.faults.find(({ name }) => name === episode.name)!;
    const { id, name, aim } = episode;
    const event = { kind: "fault" as const, id, name, target: aim ?? fault.target };
    if (signal.aborted) return;
    if (fault.scope === "server") await stage.onDisk();
    const candidates = fault.victims?.(stage, aim) ?? null;
    const victim = candidates && await firstAtWork(stage, candidates, signal);
    record({ ...event, phase: "begin" });
    if (candidates !== null && victim === null) {
      return record({ ...event, phase: "end", touched: 0, ineffective: neverAtWork(candidates) });
    }
    const begin = () => fault.begin(stage, aim, victim ?? undefined);
    const disturbance = await insist(options, name, begin);
    options.inForce.add(name);
    await sleep(episode.forMs, signal);
    options.inForce.delete(name);
    const { touched, became, ...rest } = await insist(options, name, () => disturbance.end());
    record({ ...event, phase: "end", touched, ...written(rest) });
    if (became === undefined) return;
    // Named for what it was: promises hold under an end in order that do not under a kill.
    const other = { ...event, id: `${id}-became`, name: became };
    record({ ...other, phase: "begin" });
    record({ ...other, phase: "end", touched });
  }

  /** Two faults on the same thing take turns: nobody can kill what is down already. */
  async function inTurn(episode: Episode, startMs: number): Promise<void> {
    await sleep(startMs + episode.beginMs - performance.now(), options.signal);
    const { target } = options.faults.find(({ name }) => name === episode.name)!;
    const before = tails.get(target) ?? Promise.resolve();
    const turn = before.then(() => playOne(episode));
    tails.set(target, turn.catch(() => {}));
    await turn;
  }

  return {
    async play() {
      const startMs = performance.now();
      await Promise.all(options.episodes.map((episode) => inTurn(episode, startMs)));
    },
  };
}
