/**
 * The thread of the load generator. It sends each operation at its planned time, whether or not
 * earlier ones were answered, and writes a history file of its own.
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { OperationModule, PlannedLoad } from "../contract/operation.ts";
import type { HistoryEvent } from "../history/event.ts";
import { HistoryFile } from "../history/write.ts";
import { type Exchange, openPoster, type Poster } from "./http.ts";
import type { LoaderOptions, News, Order } from "./loader_orders.ts";
import { changedOutcomeOf, outcomeOf } from "./outcome.ts";
import { planOperations } from "./plan.ts";
import { type Due, type LoadTrouble, Traffic } from "./traffic.ts";

const countsPeriodMs = 200;
const answeredPeriodMs = 10;
/** The longest sleep: it limits how late a timeout is noticed and a line is written. */
const longestSleepMs = 20;
/** The longest time spent on sending alone: under overload the thread must still read answers and orders. */
const longestLaunchMs = 20;

interface InFlight {
  readonly op: number;
  readonly plannedMs: number;
  readonly deadlineMs: number;
  readonly exchange: Exchange;
  done: boolean;
}

const tell = (news: News) => self.postMessage(news);
let load: Load | null = null;

/** Reports an error instead of throwing it: an uncaught error would print its stack trace here. */
function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  const { code } = error as { code?: string };
  tell({ tell: "failed", why: error instanceof Error ? error.message : String(error), code });
}

/** Follows one order after the other: the load must have started before a trouble is applied to it. */
let orders = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Order>) => {
  orders = orders.then(() => follow(data)).catch(fail);
};

async function follow(order: Order): Promise<void> {
  switch (order.do) {
    case "start":
      load = await start(order.options);
      break;
    case "disturb":
      load?.disturb(order.id, order.what);
      break;
    case "heal":
      load?.heal(order.id);
      break;
    case "stop":
      load?.stop();
      break;
    case "end":
      load?.end();
      break;
  }
}

async function start(options: LoaderOptions) {
  const { operation } = await import(options.operation) as OperationModule;
  return new Load(options, operation);
}

/** One load: it sends each operation when it is due, and gives up on those that wait too long. */
class Load {
  readonly #bodyOf: OperationModule["operation"];
  readonly #load: PlannedLoad;
  readonly #traffic: Traffic;
  readonly #history: History;
  readonly #poster: Poster;
  readonly #epochMs: number;
  readonly #startMs: number;
  readonly #inFlightLimit: number;
  readonly #timeoutMs: number;
  readonly #counts = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, info: 0, inFlight: 0 };
  /** In the order of sending, so the first entries time out first. */
  #waiting: InFlight[] = [];
  #reportedMs = -Infinity;
  #answered = { untilMs: 0, toldMs: -Infinity };

  constructor(options: LoaderOptions, bodyOf: OperationModule["operation"]) {
    this.#bodyOf = bodyOf;
    this.#epochMs = options.epochMs;
    this.#inFlightLimit = options.inFlightLimit ?? 256;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
    const plan = planOperations(options.plan);
    this.#load = { durationMs: plan.durationMs, choices: options.choices ?? {} };
    this.#traffic = new Traffic(plan);
    this.#history = openHistory(options.historyPath);
    this.#poster = openPoster(options.url);
    this.#startMs = Math.max(options.startAtMs ?? 0, this.#now());
    tell({ tell: "began", startMs: this.#startMs });
    this.#turn();
  }

  #now(): number {
    return micro(performance.timeOrigin + performance.now() - this.#epochMs);
  }

  #launch(operation: Due): void {
    const { op, key, value, thinkMs, plannedMs } = operation;
    const planned = micro(this.#startMs + plannedMs);
    this.#counts.planned++;
    if (this.#counts.inFlight >= this.#inFlightLimit) {
      this.#counts.dropped++;
      this.#history.add({ at: this.#now(), kind: "drop", op, planned });
      return;
    }
    this.#counts.sent++;
    this.#counts.inFlight++;
    const { rollback, filler, fields, cause } = this.#traffic.applyFaults(operation);
    const values = { op, key, value, rollback, thinkMs, filler, plannedMs };
    const body = this.#bodyOf(values, this.#load);
    const json = JSON.stringify({ ...body, ...fields });
    const at = this.#now();
    const rollbackField = rollback && { rollback: true as const };
    this.#history.add({ at, kind: "invoke", op, key, value, planned, ...rollbackField });
    const exchange = this.#poster.post(json, (result) => {
      entry.done = true;
      const { kind, reason } = outcomeOf(result);
      if (cause !== undefined) this.#traffic.recordOutcome(cause, op, changedOutcomeOf(result));
      this.#counts.inFlight--;
      this.#counts[kind]++;
      this.#history.add({ at: this.#now(), kind, op, ...(reason !== undefined && { reason }) });
    });
    const deadlineMs = at + this.#timeoutMs;
    const entry: InFlight = { op, plannedMs, deadlineMs, exchange, done: false };
    this.#waiting.push(entry);
  }

  #launchDue(): void {
    const untilMs = this.#now() + longestLaunchMs;
    const isDue = () => micro(this.#startMs + this.#traffic.nextMs) <= this.#now();
    while (isDue() && this.#now() < untilMs) this.#launch(this.#traffic.take());
  }

  #giveUpLate(nowMs: number): void {
    let first = 0;
    for (; first < this.#waiting.length; first++) {
      const { done, deadlineMs, exchange } = this.#waiting[first];
      if (done) continue;
      if (deadlineMs > nowMs) break;
      exchange.abandon(`no answer within ${this.#timeoutMs} ms`);
    }
    if (first > 0) this.#waiting = this.#waiting.slice(first);
  }

  /** Tells up to which time of the plan every operation has its outcome. */
  #tellAnswered(): void {
    const nowMs = this.#now();
    if (nowMs - this.#answered.toldMs < answeredPeriodMs) return;
    const first = this.#waiting.find(({ done }) => !done)?.plannedMs ?? Infinity;
    const untilMs = Math.min(first, this.#traffic.nextMs, nowMs - this.#startMs);
    if (untilMs <= this.#answered.untilMs) return;
    this.#answered = { untilMs, toldMs: nowMs };
    tell({ tell: "answered", untilMs });
  }

  #turn(): void {
    this.#launchDue();
    this.#giveUpLate(this.#now());
    this.#tellAnswered();
    this.#history.flush();
    if (this.#traffic.nextMs === Infinity && this.#counts.inFlight === 0) return this.#finish();
    if (performance.now() - this.#reportedMs >= countsPeriodMs) {
      this.#reportedMs = performance.now();
      tell({ tell: "counts", counts: this.#counts });
    }
    const untilNextMs = this.#startMs + this.#traffic.nextMs - this.#now();
    const sleepMs = Math.min(Math.max(untilNextMs, 1), longestSleepMs);
    setTimeout(() => guarded(() => this.#turn()), sleepMs);
  }

  #finish(): void {
    this.#poster[Symbol.dispose]();
    this.#history[Symbol.dispose]();
    tell({ tell: "done", counts: this.#counts });
  }

  disturb(id: number, what: LoadTrouble): void {
    this.#traffic.disturb(id, what, this.#now() - this.#startMs);
    tell({ tell: "touched", id, touched: { count: 0, ops: [] } });
  }

  heal(id: number): void {
    this.#traffic.heal(id, (touched) => tell({ tell: "touched", id, touched }));
  }

  stop(): void {
    this.#traffic.stop();
  }

  end(): void {
    this.#traffic.stop();
    for (const { exchange } of this.#waiting) exchange.abandon("the load was ended");
  }
}

interface History extends Disposable {
  add(event: HistoryEvent): void;
  flush(): void;
}

/** Collects events; `flush` writes all of them at once. */
function openHistory(path: string): History {
  const file = HistoryFile.open(path);
  let events: HistoryEvent[] = [];
  const flush = () => {
    file.appendAll(events);
    events = [];
  };
  return {
    add: (event) => void events.push(event),
    flush,
    [Symbol.dispose]() {
      flush();
      file.close();
    },
  };
}

/** Rounds milliseconds to whole microseconds. */
function micro(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
