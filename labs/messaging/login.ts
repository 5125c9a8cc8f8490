/** Role `login` of messaging: sends the message after the commit. Each broken twin is beside a sound style. */
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { amount, choice, id, now, openRole, point, record } from "../../harness/roles/role.ts";
import { openSource, serveLogins, type Style } from "../login_points/login.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { transport } from "../login_points/transport/mod.ts";
import { Refused, type SenderOptions } from "../login_points/transport/transport.ts";
import { Turns } from "./turns.ts";
import { Unsent } from "./unsent.ts";

openRole();
/** `retry` gives a message up after this time. */
const budgetMs = amount("BUDGET_MS", 12_000);
const sendTimeoutMs = 1_000;

const sql = openSource();
const turns = new Turns();
const senders = {
  "confirmed": { timeoutMs: sendTimeoutMs },
  // `after-commit` never retries: with a long timeout a message is late, not lost or overtaken.
  "patient": { timeoutMs: 10_000 },
  "idempotent": { idempotent: true, timeoutMs: budgetMs },
  "unconfirmed": { unconfirmed: true },
} satisfies Record<string, SenderOptions>;
const sender = transport.openSender(choice("SENDER", senders, "confirmed"));
const unsent = new Unsent(sql, turns, send);

/** Resolves when the broker says that it has the messages. */
async function send(messages: readonly LoggedIn[], attempt: number): Promise<void> {
  const ops = messages.map(({ op }) => op);
  await point("before-send", { ops });
  const at = now();
  record(ops.map((op) => ({ at, kind: "send", op, role: id, attempt })));
  await sender.send(messages.map((message) => ({
    messageId: message.messageId,
    type: message.type,
    key: message.user,
    op: message.op,
    body: JSON.stringify(message),
  })));
  await point("after-send", { ops });
}

/** Takes a place in line while the transaction locks the user's row. */
const inOrder = {
  inside: (_tx: unknown, message: LoggedIn) => Promise.resolve(turns.take(message)),
  undone: (message: LoggedIn) => turns.give(message),
};

/** Sound while the broker is away: a message that cannot be sent is kept in the source, and sent later. */
const failureLog: Style = {
  ...inOrder,
  committed: (message) => turns.inTurn(message, () => unsent.sendOrKeep(message)),
};

/** Sends once, after the commit: no phantom. A failed send is logged, and its message is lost. */
const afterCommit: Style = {
  ...inOrder,
  committed: (message) => turns.inTurn(message, () => send([message], 1).catch(say)),
};

/** Retries after the answer, with backoff and jitter, until the budget is spent. */
const waiting = new Set<Promise<void>>();
const retrying: Style = {
  ...inOrder,
  committed(message) {
    const sent = turns.inTurn(message, () => sendFor(budgetMs, message)).catch(say);
    waiting.add(sent);
    void sent.then(() => waiting.delete(sent));
    return Promise.resolve();
  },
  drained: async () => void await Promise.all(waiting),
};

async function sendFor(limitMs: number, message: LoggedIn): Promise<void> {
  // After a failure in the last 100 ms nobody retries: the budget would be spent before the attempt.
  const deadline = performance.now() + limitMs - 100;
  let attempt = 0;
  const inTime = (error: unknown) => !(error instanceof Refused) && performance.now() < deadline;
  const policy = retry(handleWhen(inTime), {
    maxAttempts: Infinity,
    backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 1_000 }),
  });
  await policy.execute(() => send([message], ++attempt));
}

/** Broken twin: sends the message before the transaction commits. */
const beforeCommit: Style = {
  inside: (_tx, message) => send([message], 1),
};

/** Broken twin: ignores the outcome of the send. */
const ignoreErrors: Style = {
  ...inOrder,
  committed: (message) => turns.inTurn(message, () => send([message], 1).catch(() => {})),
};

function say(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}

const styles = {
  "failure-log": failureLog,
  "after-commit": afterCommit,
  "retry": retrying,
  "before-commit": beforeCommit,
  "ignore-errors": ignoreErrors,
} satisfies Record<string, Style>;

const style: Style = choice("PRODUCER", styles, "failure-log");
await unsent.load();
const redriven = unsent.redrive();
await serveLogins(loginsOn(sql), {
  ...style,
  async drained() {
    await redriven;
    await style.drained?.();
    await sender[Symbol.asyncDispose]();
  },
});
