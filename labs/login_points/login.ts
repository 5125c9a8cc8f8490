/**
 * The login service, system A: takes `POST /` with a login and commits it in one transaction.
 * What a style adds to that transaction is its `write`.
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
import { type LoginRequest, loginRequest } from "./message.ts";

/** A login as it stands in the open transaction. */
export interface Login extends LoginRequest {
  /** Commit order of this user's logins: drawn while the transaction holds the user's row. */
  readonly seq: number;
}

/** Says how far the caller can trust the answer. */
class RolledBack extends Error {}

/** Serves logins until SIGTERM. `write` runs inside the business transaction and may return a position for the fault point `before-commit`. */
export async function serveLogins(
  write: (tx: Transaction, login: Login) => Promise<number | bigint | void>,
): Promise<void> {
  const sql = openDatabase({ url: setting("SOURCE_URL"), max: 24 });
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: Number(setting("LISTEN_PORT")),
    onListen: ready,
  }, (request) => answer(sql, request, write));
  stopping.addEventListener("abort", () => server.shutdown());
  await server.finished;
  await leave(sql);
}

async function answer(
  sql: Database,
  request: Request,
  write: (tx: Transaction, login: Login) => Promise<number | bigint | void>,
): Promise<Response> {
  const body = loginRequest.safeParse(await request.json().catch(() => null));
  if (!body.success) return problem(400, "Malformed login", body.error.issues[0].message);
  try {
    const seq = await sql.begin(async (tx) => {
      const login = await logIn(tx, body.data);
      const position = await write(tx, login);
      await sleep(body.data.thinkMs);
      if (body.data.rollback) throw new RolledBack("the business rolled it back");
      await point("before-commit", position ?? undefined);
      return login.seq;
    });
    await point("after-commit");
    return Response.json({ op: body.data.op, seq });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof RolledBack) return problem(409, "Rolled back", reason);
    if (error instanceof CommitError) return problem(500, "Outcome not known", reason);
    return problem(503, "Not committed", reason);
  }
}

async function logIn(tx: Transaction, request: LoginRequest): Promise<Login> {
  const [{ seq }] = await tx<[{ seq: number }]>`
    insert into users (id, login_count) values (${request.user}, 1)
    on conflict (id) do update set login_count = users.login_count + 1
    returning login_count as seq`;
  await tx`
    insert into logins (op, user_id, seq, points)
    values (${request.op}, ${request.user}, ${seq}, ${request.points})`;
  return { ...request, seq };
}

function problem(status: number, title: string, reason: string): Response {
  return Response.json({ title, status, detail: reason, reason }, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
