/**
 * The login service, system A: takes `POST /` with a login and commits it in one transaction.
 * What a style adds to that is its `Style`.
 */
import {
  CommitError,
  type Database,
  leave,
  openDatabase,
  point,
  ready,
  setting,
  sleep,
  stopping,
  type Transaction,
} from "../../harness/role.ts";
import { Problem, problem, readPost } from "./http.ts";
import { type LoggedIn, type LoginRequest, loginRequest } from "./message.ts";

/** Where a style does its work in the life of a login. */
export interface Style {
  /** In the business transaction, as soon as the login stands in it. May return a position for `before-commit`. */
  inside?(tx: Transaction, message: LoggedIn): Promise<number | bigint | void>;
  /** The last thing in the transaction: the business has said yes. Throwing rolls it back. */
  beforeCommit?(message: LoggedIn): Promise<void>;
  /** The transaction ended without a commit, or nobody knows. */
  undone?(message: LoggedIn): void;
  /** After the commit, before the answer. Must not throw: the login stands. */
  committed?(message: LoggedIn): Promise<void>;
  /** After SIGTERM, when no request is under way any more. */
  drained?(): Promise<void>;
}

/** The source, with room for this many logins at once. */
export const openSource = (): Database => openDatabase({ url: setting("SOURCE_URL"), max: 24 });

/** More than the largest poison that the harness sends. */
const bodyLimitBytes = 4_000_000;

/** Serves logins until SIGTERM, then leaves. */
export async function serveLogins(sql: Database, style: Style): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: Number(setting("LISTEN_PORT")),
    onListen: ready,
  }, (request) => answer(sql, request, style));
  stopping.addEventListener("abort", () => server.shutdown());
  await server.finished;
  await style.drained?.();
  await leave(sql);
}

async function answer(sql: Database, request: Request, style: Style): Promise<Response> {
  let committed = false;
  try {
    const body = await readPost(request, bodyLimitBytes, loginRequest);
    const message = await commitLogin(sql, body, style);
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

async function commitLogin(
  sql: Database,
  request: LoginRequest,
  style: Style,
): Promise<LoggedIn> {
  let message: LoggedIn | undefined;
  const transaction = sql.begin(async (tx) => {
    message = await logIn(tx, request);
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

/** The update holds the user's row until the end: `seq` is the commit order of this user's logins. */
async function logIn(tx: Transaction, request: LoginRequest): Promise<LoggedIn> {
  const { op, user, points, campaign, note } = request;
  const [row] = await tx<[{ seq: number }?]>`
    update users set login_count = login_count + 1 where id = ${user} returning login_count as seq`;
  if (row === undefined) throw new Problem(404, "Unknown user", `there is no user ${user}`);
  const { seq } = row;
  await tx`
    insert into logins (op, user_id, seq, points) values (${op}, ${user}, ${seq}, ${points})`;
  return {
    messageId: crypto.randomUUID(),
    type: "LoggedIn",
    op,
    user,
    seq,
    points,
    campaign,
    note,
  };
}
