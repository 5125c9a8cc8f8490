/**
 * The points service, system B, over HTTP: `POST /` with a `LoggedIn` grants its points. With an
 * `Idempotency-Key` a repeated call is one grant; without the key every call is a grant.
 */
import { createHash } from "node:crypto";
import {
  type Database,
  id,
  leave,
  now,
  openDatabase,
  openRole,
  point,
  record,
  serve,
  setting,
  type Transaction,
} from "../../harness/roles/role.ts";
import { Problem, problem, readPost } from "./http.ts";
import { type LoggedIn, loggedIn } from "./message.ts";
import { grant } from "./points.ts";

openRole();
const bodyLimitBytes = 1_000_000;
const longestKey = 200;

const sql = openDatabase({ url: setting("TARGET_URL"), max: 16 });
await serve((request) => answer(sql, request));
await leave(sql);

async function answer(sql: Database, request: Request): Promise<Response> {
  try {
    const message = await readPost(request, bodyLimitBytes, loggedIn);
    const key = request.headers.get("idempotency-key");
    if (key !== null && (key === "" || key.length > longestKey)) {
      throw new Problem(400, "Malformed key", `Idempotency-Key has 1 to ${longestKey} characters`);
    }
    record([{ at: now(), kind: "deliver", op: message.op, role: id }]);
    await point("after-deliver", { ops: [message.op] });
    await sql.begin(async (tx) => {
      await mustHaveAccount(tx, message.user);
      if (key === null || await isFirst(tx, key, message)) await grant(tx, message);
    });
    await point("after-effect-before-answer", { ops: [message.op] });
    return Response.json({ op: message.op, granted: message.points });
  } catch (error) {
    if (error instanceof Problem) return problem(error);
    const reason = error instanceof Error ? error.message : String(error);
    return problem(new Problem(503, "Not granted", reason));
  }
}

async function mustHaveAccount(tx: Transaction, user: string): Promise<void> {
  const known = await tx`select from accounts where user_id = ${user}`;
  if (known.length === 0) throw new Problem(404, "Unknown user", `${user} has no account`);
}

/**
 * False where this call was answered before. Runs in the transaction of the grant: the key and the
 * grant are committed together. A concurrent second call waits here for the end of the first.
 *
 * @throws Problem 422 where the key came with another body.
 */
async function isFirst(tx: Transaction, key: string, message: LoggedIn): Promise<boolean> {
  const fingerprint = createHash("sha256").update(JSON.stringify(message)).digest("hex");
  const fresh = await tx`
    insert into idempotency_keys (key, fingerprint) values (${key}, ${fingerprint})
    on conflict do nothing returning 1`;
  if (fresh.length > 0) return true;
  const [before] = await tx<[{ fingerprint: string }]>`
    select fingerprint from idempotency_keys where key = ${key}`;
  if (before.fingerprint === fingerprint) return false;
  throw new Problem(422, "Key used before", "this Idempotency-Key came with another body");
}
