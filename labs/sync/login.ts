/** Role `login` of sync: calls the points service inside the request. Each broken twin stands beside a sound style. */
import {
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  type IPolicy,
  noop,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import { amount, choice, openRole, point } from "../../harness/roles/role.ts";
import { callPoints, Refused } from "../login_points/call_points.ts";
import { owe, postpone, redrive, setAside, settle } from "../login_points/failure_log.ts";
import { openSource, serveLogins, type Style } from "../login_points/login.ts";
import { loginsOn } from "../login_points/postgres/login_store.ts";
import type { LoggedIn } from "../login_points/message.ts";
import { compensate } from "./compensate.ts";

openRole();
const sql = openSource();
const withKey = choice(
  "IDEMPOTENCY_KEY",
  { "message-id": true, "none": false },
  "message-id",
);
const timeoutMs = amount("TIMEOUT_MS", 500);
const refuse = choice("REFUSED", { "set-aside": setAside, "compensate": compensate }, "set-aside");

const limit: IPolicy = timeoutMs === 0 ? noop : timeout(timeoutMs, TimeoutStrategy.Aggressive);
// A refusal is an answer: the service works, so a refusal does not count as a failure.
const failures = handleWhen((error) => !(error instanceof Refused));
const fiveInARow = () =>
  circuitBreaker(failures, { halfOpenAfter: 500, breaker: new ConsecutiveBreaker(5) });
const breaker: IPolicy = choice("BREAKER", { "off": () => noop, "on": fiveInARow }, "off")();
const policy = wrap(breaker, limit);

async function call(message: LoggedIn, attempt: number): Promise<void> {
  await point("before-call", { ops: [message.op] });
  const idempotencyKey = withKey ? message.messageId : undefined;
  await policy.execute(({ signal }) => callPoints(message, { attempt, idempotencyKey, signal }));
  await point("after-call", { ops: [message.op] });
}

/** Calls points, and writes the outcome. If this write fails, the call is retried when its lease has ended. */
async function attempt(message: LoggedIn, attempts: number): Promise<void> {
  try {
    const failure = await call(message, attempts).then(() => null, (error: Error) => error);
    if (failure === null) await settle(sql, message);
    else if (failure instanceof Refused) await refuse(sql, message, failure.message);
    else await postpone(sql, message, attempts, failure.message);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/** Sound: the login's transaction writes the owed grant; it is tried at once, and again until it is settled. */
const recordFailure: Style = {
  inside: (tx, message) => owe(tx, message),
  committed: (message) => attempt(message, 1),
};

/** Calls as the last step of the transaction. After a timeout the login rolls back, but points may have made the grant. */
const allOrNothing: Style = {
  beforeCommit: (message) => call(message, 1),
};

/** Broken twin: the login must not fail, so it ignores the failure of the call. Nobody ever retries. */
const swallow: Style = {
  committed: (message) => call(message, 1).catch(() => {}),
};

const styles = {
  "record-failure": recordFailure,
  "all-or-nothing": allOrNothing,
  "swallow": swallow,
} satisfies Record<string, Style>;
const style: Style = choice("CALL", styles, "record-failure");
const redriven = style === recordFailure ? redrive(sql, attempt) : Promise.resolve();
await serveLogins(loginsOn(sql), { ...style, drained: () => redriven });
