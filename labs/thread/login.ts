/** Role `login` of thread: calls points after the answer, in the same process. Each broken twin stands beside a sound style. */
import { timeout, TimeoutStrategy } from "cockatiel";
import PQueue from "p-queue";
import { amount, choice, openRole, point, sleep } from "../../harness/roles/role.ts";
import { callPoints, Refused } from "../login_points/call_points.ts";
import { owe, postpone, redrive, setAside, settle } from "../login_points/failure_log.ts";
import { untilWritten } from "../login_points/until_written.ts";
import { openSource, serveLogins, type Style } from "../login_points/login.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";
import type { LoggedIn } from "../login_points/message.ts";

openRole();
const sql = openSource();
const limit = timeout(amount("TIMEOUT_MS", 500), TimeoutStrategy.Aggressive);
const queue = new PQueue({ concurrency: amount("POOL", 40) });
const queueLimit = amount("QUEUE_LIMIT", 150);
const roomLimitMs = 1_000;
const drainLimitMs = 4_000;
const sessionBytes = 256 * 1024;

async function call(message: LoggedIn, attempt: number): Promise<void> {
  await point("before-call", { ops: [message.op] });
  const idempotencyKey = message.messageId;
  await limit.execute(({ signal }) => callPoints(message, { attempt, idempotencyKey, signal }));
  await point("after-call", { ops: [message.op] });
}

async function writeDown(message: LoggedIn, attempts: number, failure: Error): Promise<void> {
  if (failure instanceof Refused) await setAside(sql, message, failure.message);
  else await postpone(sql, message, attempts, failure.message);
}

/** Makes the call for a row of the failure log. */
async function attempt(message: LoggedIn, attempts: number): Promise<void> {
  const failure = await call(message, attempts).then(() => null, (error: Error) => error);
  await untilWritten.execute(() =>
    failure === null ? settle(sql, message) : writeDown(message, attempts, failure)
  );
}

/** Makes the first call. The owed grant is only in memory: a row is written only after a failure. */
async function attemptUnlogged(message: LoggedIn): Promise<void> {
  const failure = await call(message, 1).then(() => null, (error: Error) => error);
  if (failure === null) return;
  await untilWritten.execute(async () => {
    await owe(sql, message);
    await writeDown(message, 1, failure);
  });
}

/**
 * Sessions of finished tasks. They are reused: as garbage they would count as memory growth until
 * they are collected.
 */
const free: Uint8Array[] = [];

/** The memory that a task keeps until it is done: the session of its user. */
const sessionOf = (message: LoggedIn) => ({
  message,
  snapshot: free.pop() ?? new Uint8Array(sessionBytes).fill(1),
});

/** Messages whose tasks are in the queue and have not begun. */
const waiting = new Set<LoggedIn>();

/** Puts a task into the pool's queue; the task handles its errors itself. */
function enqueue(message: LoggedIn, work: (message: LoggedIn) => Promise<void>): void {
  const session = sessionOf(message);
  waiting.add(message);
  void queue.add(async () => {
    waiting.delete(message);
    try {
      await work(session.message);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    } finally {
      free.push(session.snapshot);
    }
  });
}

/** Backpressure: a full queue makes the login wait, at most for `roomLimitMs`, so memory has a bound. */
async function room(): Promise<boolean> {
  const deadline = performance.now() + roomLimitMs;
  while (queue.size >= queueLimit && performance.now() < deadline) {
    const less = queue.onSizeLessThan(queueLimit);
    await Promise.race([less, sleep(deadline - performance.now())]);
  }
  return queue.size < queueLimit;
}

/** The graceful stop: if a task has not begun in time, its grant is written as owed for the next process. */
async function drained(): Promise<void> {
  await Promise.race([queue.onIdle(), sleep(drainLimitMs)]);
  queue.clear();
  for (const message of waiting) await untilWritten.execute(() => owe(sql, message));
  await queue.onIdle();
}

/** Sound except in a crash: then the tasks in the queue are in no table. */
const pool: Style = {
  async committed(message) {
    if (await room()) enqueue(message, attemptUnlogged);
    else await untilWritten.execute(() => owe(sql, message));
  },
  drained,
};

/** Sound in a crash too: the login's own transaction writes the owed grant. */
const failureLogFirst: Style = {
  inside: (tx, message) => owe(tx, message),
  async committed(message) {
    // Without room the grant stays owed, and is tried when its lease has ended.
    if (await room()) enqueue(message, (message) => attempt(message, 1));
  },
  drained,
};

/** Broken twin: starts the call and ignores its outcome. */
const fireAndForget: Style = {
  committed: (message) => {
    void call(message, 1).catch(() => {});
    return Promise.resolve();
  },
};

/** Broken twin: the call fails only after the `try` block has ended. */
const catchOutside: Style = {
  async committed(message) {
    try {
      void call(message, 1);
    } catch (error) {
      await owe(sql, message);
      await postpone(sql, message, 1, String(error));
    }
  },
};

/** Broken twin: the task runs whether the transaction commits or not. */
const beforeCommit: Style = {
  inside: (_tx, message) => {
    enqueue(message, attemptUnlogged);
    return Promise.resolve();
  },
  drained,
};

/** Broken twin: a pool with a bound, and a queue without one. */
const unbounded: Style = {
  committed: (message) => {
    enqueue(message, attemptUnlogged);
    return Promise.resolve();
  },
  drained,
};

const styles = {
  "pool": pool,
  "failure-log-first": failureLogFirst,
  "fire-and-forget": fireAndForget,
  "catch-outside": catchOutside,
  "before-commit": beforeCommit,
  "unbounded": unbounded,
} satisfies Record<string, Style>;

// Logs an uncaught error and goes on, like a service that must not die.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error(event.reason instanceof Error ? event.reason.message : event.reason);
});

const style: Style = choice("TASK", styles, "pool");
const redriven = redrive(sql, attempt);
await serveLogins(loginsOn(sql), {
  ...style,
  async drained() {
    await redriven;
    await style.drained?.();
  },
});
