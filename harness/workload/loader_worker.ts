/**
 * The thread of the load generator: follows the plan's clock, whatever the answers are, and writes
 * its own history file.
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import type { OperationModule } from "../contract/operation.ts";
import type { HistoryEvent } from "../history/event.ts";
import { HistoryFile } from "../history/write.ts";
import { type Exchange, openPoster } from "./http.ts";
import type { LoaderOptions, News, Order } from "./loader_orders.ts";
import { becameOf, outcomeOf } from "./outcome.ts";
import { planOperations } from "./plan.ts";
import { type Due, type LoadTrouble, Traffic } from "./traffic.ts";

const countsPeriodMs = 200;
/** The longest sleep: it limits how late a timeout is noticed and a line is written. */
const longestSleepMs = 20;
/** The longest time spent on sending alone: under overload the thread must still read answers and orders. */
const longestLaunchMs = 20;

interface InFlight {
  readonly op: number;
  readonly deadlineMs: number;
  readonly exchange: Exchange;
  done: boolean;
}

const tell = (news: News) => self.postMessage(news);
let load: ReturnType<typeof startLoad> | null = null;

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

/** In order: the load must have started before a trouble is applied to it. */
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
  return startLoad(options, operation);
}

function startLoad(options: LoaderOptions, bodyOf: OperationModule["operation"]) {
  const { epochMs, inFlightLimit = 256, timeoutMs = 5_000 } = options;
  const now = () => micro(performance.timeOrigin + performance.now() - epochMs);
  const traffic = new Traffic(planOperations(options.plan));
  const history = openHistory(options.historyPath);
  const poster = openPoster(options.url);
  const startMs = Math.max(options.startAtMs ?? 0, now());
  const counts = { planned: 0, sent: 0, dropped: 0, ok: 0, fail: 0, info: 0, inFlight: 0 };
  // They are sent in order, so the first entries time out first.
  let waiting: InFlight[] = [];
  let reportedMs = -Infinity;

  function launch(operation: Due): void {
    const { op, key, value, thinkMs } = operation;
    const planned = micro(startMs + operation.plannedMs);
    counts.planned++;
    if (counts.inFlight >= inFlightLimit) {
      counts.dropped++;
      history.add({ at: now(), kind: "drop", op, planned });
      return;
    }
    counts.sent++;
    counts.inFlight++;
    const { rollback, filler, fields, cause } = traffic.fateOf(operation);
    const body = bodyOf({ op, key, value, rollback, thinkMs, filler });
    const json = JSON.stringify({ ...body, ...fields });
    const at = now();
    const fate = rollback && { rollback: true as const };
    history.add({ at, kind: "invoke", op, key, value, planned, ...fate });
    const exchange = poster.post(json, (result) => {
      entry.done = true;
      const { kind, reason } = outcomeOf(result);
      if (cause !== undefined) traffic.settled(cause, op, becameOf(result));
      counts.inFlight--;
      counts[kind]++;
      history.add({ at: now(), kind, op, ...(reason !== undefined && { reason }) });
    });
    const entry: InFlight = { op, deadlineMs: at + timeoutMs, exchange, done: false };
    waiting.push(entry);
  }

  function launchDue(): void {
    const untilMs = now() + longestLaunchMs;
    while (micro(startMs + traffic.nextMs) <= now() && now() < untilMs) launch(traffic.take());
  }

  function giveUpLate(nowMs: number): void {
    let first = 0;
    for (; first < waiting.length; first++) {
      const { done, deadlineMs, exchange } = waiting[first];
      if (done) continue;
      if (deadlineMs > nowMs) break;
      exchange.abandon(`no answer within ${timeoutMs} ms`);
    }
    if (first > 0) waiting = waiting.slice(first);
  }

  function turn(): void {
    launchDue();
    giveUpLate(now());
    history.flush();
    if (traffic.nextMs === Infinity && counts.inFlight === 0) return finish();
    if (performance.now() - reportedMs >= countsPeriodMs) {
      reportedMs = performance.now();
      tell({ tell: "counts", counts });
    }
    const untilNextMs = startMs + traffic.nextMs - now();
    setTimeout(() => guarded(turn), Math.min(Math.max(untilNextMs, 1), longestSleepMs));
  }

  function finish(): void {
    poster[Symbol.dispose]();
    history[Symbol.dispose]();
    tell({ tell: "done", counts });
  }

  turn();
  return {
    disturb(id: number, what: LoadTrouble) {
      traffic.disturb(id, what, now() - startMs);
      tell({ tell: "touched", id, touched: { count: 0, ops: [] } });
    },
    heal: (id: number) => traffic.heal(id, (touched) => tell({ tell: "touched", id, touched })),
    stop: () => traffic.stop(),
    end() {
      traffic.stop();
      for (const { exchange } of waiting) exchange.abandon("the load was ended");
    },
  };
}

interface History extends Disposable {
  add(event: HistoryEvent): void;
  flush(): void;
}

/** One write for each tick, however many events there are. */
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

/** Milliseconds with microsecond digits. */
function micro(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
