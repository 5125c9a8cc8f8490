/** Role `login` of thread: points are called after the answer, in the same process. Each broken twin stands beside its cure. */
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

/** A call for a row of the failure log. */
async function attempt(message: LoggedIn, attempts: number): Promise<void> {
  const failure = await call(message, attempts).then(() => null, (error: Error) => error);
  await untilWritten.execute(() =>
    failure === null ? settle(sql, message) : writeDown(message, attempts, failure)
  );
}

/** The first call for a login that stands nowhere but here: only a failure writes a row. */
async function attemptUnlogged(message: LoggedIn): Promise<void> {
  const failure = await call(message, 1).then(() => null, (error: Error) => error);
  if (failure === null) return;
  await untilWritten.execute(async () => {
    await owe(sql, message);
    await writeDown(message, 1, failure);
  });
}

/**
 * Sessions that no task drags along any more. They are used again: as garbage they would count as
 * growth until somebody collects it.
 */
const free: Uint8Array[] = [];

/** What a task drags along until it is done: the session of its user. */
const sessionOf = (message: LoggedIn) => ({
  message,
  snapshot: free.pop() ?? new Uint8Array(sessionBytes).fill(1),
});

/** Queued and not begun. */
const waiting = new Set<LoggedIn>();

/** Into the pool's queue; errors are handled inside the task. */
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

/** Backpressure: a full queue makes the login wait, so memory has a bound; and not without end. */
async function room(): Promise<boolean> {
  const deadline = performance.now() + roomLimitMs;
  while (queue.size >= queueLimit && performance.now() < deadline) {
    const less = queue.onSizeLessThan(queueLimit);
    await Promise.race([less, sleep(deadline - performance.now())]);
  }
  return queue.size < queueLimit;
}

/** The graceful stop: what is not done in time is owed, so that the next process does it. */
async function drained(): Promise<void> {
  await Promise.race([queue.onIdle(), sleep(drainLimitMs)]);
  queue.clear();
  for (const message of waiting) await untilWritten.execute(() => owe(sql, message));
  await queue.onIdle();
}

/** The cure for everything but a crash: what is still in the queue then is in no table. */
const pool: Style = {
  async committed(message) {
    if (await room()) enqueue(message, attemptUnlogged);
    else await untilWritten.execute(() => owe(sql, message));
  },
  drained,
};

/** The cure for a crash too: owed since the login's own transaction. */
const failureLogFirst: Style = {
  inside: (tx, message) => owe(tx, message),
  async committed(message) {
    // Without room it stays owed, and is called for when its lease has run out.
    if (await room()) enqueue(message, (message) => attempt(message, 1));
  },
  drained,
};

/** Broken twin: started, and nobody asks what became of it. */
const fireAndForget: Style = {
  committed: (message) => {
    void call(message, 1).catch(() => {});
    return Promise.resolve();
  },
};

/** Broken twin: the error comes when this block has long been left. */
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

// As services do that want to live: an error that nobody caught is a line in the log.
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
