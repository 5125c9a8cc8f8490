/**
 * The login service, system A: takes `POST /` with a login and commits it in one transaction.
 * A style adds its own work through `Style`.
 */
import {
  CommitError,
  type Database,
  leave,
  openDatabase,
  point,
  serve,
  setting,
  sleep,
  type Transaction,
} from "../../harness/roles/role.ts";
import { Problem, problem, readPost } from "./http.ts";
import type { LoginStore } from "./login_store.ts";
import { type LoggedIn, type LoginRequest, loginRequest } from "./message.ts";

/** The moments in the life of a login at which a style does its work. */
export interface Style<Tx = Transaction> {
  /** In the business transaction, right after the login is written. May return a position for `before-commit`. */
  inside?(tx: Tx, message: LoggedIn): Promise<number | bigint | void>;
  /** The last step of the transaction, unless the business rolls it back. An error rolls it back too. */
  beforeCommit?(message: LoggedIn): Promise<void>;
  /** The transaction ended without a commit, or its outcome is not known. */
  undone?(message: LoggedIn): void;
  /** After the commit, before the answer. Must not throw: the login is committed. */
  committed?(message: LoggedIn): Promise<void>;
  /** After SIGTERM, when the last request has ended. */
  drained?(): Promise<void>;
}

/** The source; the pool's size limits how many logins run at once. */
export const openSource = (): Database => openDatabase({ url: setting("SOURCE_URL"), max: 24 });

/** More than the largest poison that the harness sends. */
const bodyLimitBytes = 4_000_000;

/** Serves logins until SIGTERM, then ends the role. */
export async function serveLogins<Tx>(store: LoginStore<Tx>, style: Style<Tx>): Promise<void> {
  await serve((request) => answer(store, request, style));
  await style.drained?.();
  await leave(store);
}

async function answer<Tx>(
  store: LoginStore<Tx>,
  request: Request,
  style: Style<Tx>,
): Promise<Response> {
  let committed = false;
  try {
    const body = await readPost(request, bodyLimitBytes, loginRequest);
    const message = await commitLogin(store, body, style);
    committed = true;
    await point("after-commit", { ops: [message.op] });
    await style.committed?.(message);
    return Response.json({ op: message.op, seq: message.seq });
  } catch (error) {
    if (error instanceof Problem) return problem(error);
    const reason = error instanceof Error ? error.message : String(error);
    const [status, title] = committed || error instanceof CommitError
      ? [500, "Outcome not known"] as const
      : [503, "Not committed"] as const;
    return problem(new Problem(status, title, reason));
  }
}

async function commitLogin<Tx>(
  store: LoginStore<Tx>,
  request: LoginRequest,
  style: Style<Tx>,
): Promise<LoggedIn> {
  let message: LoggedIn | undefined;
  const transaction = store.begin(async (tx) => {
    message = await logIn(store, tx, request);
    const position = await style.inside?.(tx, message);
    await sleep(request.thinkMs);
    if (request.rollback) {
      await point("before-rollback", { ops: [message.op] });
      throw new Problem(409, "Rolled back", "the business rolled it back");
    }
    await style.beforeCommit?.(message);
    await point("before-commit", { ops: [message.op], position: position ?? undefined });
    return message;
  });
  try {
    return await transaction;
  } catch (error) {
    if (message !== undefined) style.undone?.(message);
    throw error;
  }
}

async function logIn<Tx>(
  store: LoginStore<Tx>,
  tx: Tx,
  request: LoginRequest,
): Promise<LoggedIn> {
  const { op, user, points, campaign, note, occurredAt } = request;
  const seq = await store.logIn(tx, request);
  if (seq === null) throw new Problem(404, "Unknown user", `there is no user ${user}`);
  return {
    messageId: crypto.randomUUID(),
    type: "LoggedIn",
    op,
    user,
    seq,
    points,
    campaign,
    note,
    occurredAt,
  };
}
