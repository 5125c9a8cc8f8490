/** The business clock of one run: the harness steps it, and roles ask it over HTTP. */
import type { BusinessClock } from "../contract/business_clock.ts";
import type { Calendar, Stop } from "../contract/calendar.ts";
import { everyMs } from "../timer.ts";
import { following, instantOf, type Standing, step, textOf } from "./step.ts";

export interface ClockOptions {
  readonly calendar: Calendar;
  /** Milliseconds since the start of the run. */
  readonly nowMs: () => number;
  readonly loadDurationMs: number;
  /** Writes that the clock passed a stop. */
  readonly record: (event: ClockEvent) => void;
  /** Gets the error of a calendar that does not go on; the clock then stands still. */
  readonly giveUp: (error: unknown) => void;
  /** When aborted, it stands still. */
  readonly signal: AbortSignal;
}

export interface ClockEvent {
  readonly kind: "clock";
  readonly name: Stop["name"];
  readonly date: string;
  readonly business: string;
  readonly zone: string;
  readonly isAfterLoad?: true;
}

/** Disposing ends its server. */
export interface RunClock extends BusinessClock, AsyncDisposable {
  /** Roles ask here: `http://127.0.0.1:4711/`. */
  readonly url: string;
  /** The true business time, in nanoseconds since 1970. */
  readonly instant: bigint;
  /** True once the clock has passed the deadline of the last date of the load. */
  readonly isPastLoad: boolean;
  /**
   * The load began at this time of the run. Before, the clock stands at the load's first instant.
   *
   * @param untilMs while the load lasts, the clock does not go beyond this time, in milliseconds
   * since the load began
   */
  loadBegan(atMs: number, untilMs: () => number): void;
  /** Every operation of the load has its outcome: from now on the clock need not wait for the load. */
  loadEnded(): void;
  /** It stands still from now on, and still answers. */
  freeze(): void;
}

const tickMs = 10;
/** The time between two questions whether the work of a stop is done. */
const askMs = 25;

export const openClock = (options: ClockOptions): RunClock => new Clock(options);

class Clock implements RunClock {
  readonly #options: ClockOptions;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #ticks: Disposable;
  readonly #nextStop: (after: string) => Stop;
  /** The last date of the load. */
  readonly #lastDate: string;
  #standing: Standing;
  #load: "before" | "over" | { readonly beganMs: number; untilMs(): number } = "before";
  #isFrozen = false;
  #question: Question | null = null;
  #shiftMs = 0;
  #zone: string | null = null;
  #answers = { all: 0, shifted: 0, rezoned: 0 };
  isPastLoad = false;

  constructor(options: ClockOptions) {
    const { calendar, nowMs } = options;
    this.#options = options;
    this.#nextStop = (after) => calendar.nextStop(after);
    const at = calendar.instantAt(0);
    this.#standing = {
      instant: instantOf(at),
      atMs: nowMs(),
      stop: following({ at }, this.#nextStop),
      waitsSinceMs: null,
    };
    this.#lastDate = lastDateOf(calendar.instantAt(1), this.#nextStop);
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
    this.#ticks = everyMs(tickMs, () => this.#tick());
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  get instant(): bigint {
    return this.#standing.instant;
  }

  get zone(): string {
    return this.#options.calendar.zone;
  }

  loadBegan(atMs: number, untilMs: () => number): void {
    if (this.#load === "before") this.#load = { beganMs: atMs, untilMs };
  }

  loadEnded(): void {
    this.#load = "over";
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  shift(ms: number): void {
    this.#shiftMs = ms;
  }

  setZone(zone: string | null): void {
    this.#zone = zone;
  }

  answers() {
    return { ...this.#answers };
  }

  #answer({ method }: Request): Response {
    if (method !== "GET") return new Response(null, { status: 405, headers: { allow: "GET" } });
    this.#tick();
    this.#answers.all++;
    if (this.#shiftMs !== 0) this.#answers.shifted++;
    if (this.#zone !== null) this.#answers.rezoned++;
    const told = this.instant + BigInt(Math.round(this.#shiftMs)) * 1_000_000n;
    return Response.json({ now: textOf(told), zone: this.#zone ?? this.zone });
  }

  #tick(): void {
    if (this.#isFrozen || this.#options.signal.aborted) return;
    try {
      this.#advance();
    } catch (error) {
      this.freeze();
      this.#options.giveUp(error);
    }
  }

  #advance(): void {
    const { nowMs, record } = this.#options;
    const { stop } = this.#standing;
    const isDone = this.#question?.stop === stop && this.#question.isDone;
    const look = { nowMs: nowMs(), limit: this.#limit(), isDone };
    const { standing, passed } = step(this.#standing, look, this.#nextStop);
    this.#standing = standing;
    if (passed !== null) {
      const { name, date, at } = passed;
      if (name === "deadline" && date === this.#lastDate) this.isPastLoad = true;
      const business = textOf(instantOf(at));
      const afterLoad = date > this.#lastDate ? { isAfterLoad: true as const } : {};
      record({ kind: "clock", name, date, business, zone: this.zone, ...afterLoad });
    }
    if (standing.waitsSinceMs !== null && standing.stop.waitMs > 0) this.#ask(standing.stop);
  }

  #limit(): bigint | null {
    if (this.#load === "over") return null;
    const { calendar, loadDurationMs } = this.#options;
    return instantOf(calendar.instantAt(Math.min(1, this.#loadMs() / loadDurationMs)));
  }

  #loadMs(): number {
    if (typeof this.#load === "string") return 0;
    const { beganMs, untilMs } = this.#load;
    return Math.max(0, Math.min(this.#options.nowMs() - beganMs, untilMs()));
  }

  /** Asks whether the stop's work is done, one question at a time. The clock does not wait for the answer. */
  #ask(stop: Stop): void {
    const before = this.#question?.stop === stop ? this.#question : null;
    const nowMs = performance.now();
    if (before !== null && (before.isOpen || before.isDone || nowMs < before.againMs)) return;
    const question: Question = { stop, isOpen: true, isDone: false, againMs: 0 };
    this.#question = question;
    const close = (isDone: boolean) => {
      question.isOpen = false;
      question.isDone = isDone;
      question.againMs = performance.now() + askMs;
    };
    // A server that is away cannot tell: the work counts as not done.
    ask(stop).then(close, () => close(false));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.freeze();
    this.#ticks[Symbol.dispose]();
    await this.#server.shutdown();
  }
}

interface Question {
  readonly stop: Stop;
  isOpen: boolean;
  isDone: boolean;
  /** When the question may be asked again, in milliseconds of `performance.now()`. */
  againMs: number;
}

const ask = async (stop: Stop): Promise<boolean> => await stop.isDone();

/** More stops than a day has. */
const mostStops = 1_000;

/** The date of the first schedule after the load's end: it is about the last rows of the load. */
function lastDateOf(end: string, nextStop: (after: string) => Stop): string {
  let stop = following({ at: end }, nextStop);
  for (let i = 0; i < mostStops; i++) {
    if (stop.name === "schedule") return stop.date;
    stop = following(stop, nextStop);
  }
  throw new Error(`The calendar has no schedule after ${end}`);
}
