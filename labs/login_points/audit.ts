/** Reads the two databases: they hold the truth about every style that moves a login into points. */
import { type Database, piece, raw } from "../../harness/services/postgres/database.ts";
import type { Aside, Commit, Effect } from "../../harness/history/event.ts";

const pageRows = 5_000;

/** Milliseconds since 1970 of the commit that wrote the row, with microsecond digits. */
export const commitMs = "(extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8";

export const relative = (at: number | null, epochMs: number): number | null =>
  at === null ? null : Math.round((at - epochMs) * 1000) / 1000;

/**
 * The number of an operation for the history, with every digit. A number that no double can hold
 * is written digit by digit; the reader of the history refuses it.
 */
export const written = (op: bigint): number =>
  Number.isSafeInteger(Number(op))
    ? Number(op)
    : (JSON as unknown as { rawJSON(text: string): number }).rawJSON(String(op));

/** Reads the operation from a column `payload` of any form: a foreign login role may write it. */
export const opInPayload = raw(
  String.raw`substring(payload from '"op\\*"\s*:\s*(\d{1,15})')::bigint`,
);

/** One `commit` for each login in the source. */
export async function* commits(sql: Database, epochMs: number): AsyncGenerator<Commit> {
  const rows = piece`
    select op, user_id as key, seq, ${raw(commitMs)} as at from logins order by op`;
  for await (const page of sql.pages<CommitRow>(rows, pageRows)) {
    for (const { op, key, seq, at } of page) {
      yield { at: relative(at, epochMs), kind: "commit", op: written(op), key, seq };
    }
  }
}

/**
 * One `effect` for each grant that was committed in the target for this subscriber, in the order in
 * which they were applied. A grant that was changed or deleted afterwards counts too.
 */
export async function* effects(
  sql: Database,
  epochMs: number,
  target: string,
): AsyncGenerator<Effect> {
  const rows = piece`
    select op, user_id as key, seq, n, points::text as value,
      ${raw(commitMs.replace("xmin", "xid::xid"))} as at,
      (extract(epoch from began_at) * 1000)::float8 as began
    from (select * from grants union all select * from withdrawn_grants) as grants
    where target = ${target} order by n`;
  for await (const page of sql.pages<EffectRow>(rows, pageRows)) {
    for (const { op, key, seq, n, value, at, began } of page) {
      const effect = { op: written(op), key, seq, n: Number(n), target, value };
      yield {
        at: relative(at, epochMs),
        kind: "effect",
        ...effect,
        ...(isLong(began, at) && { began: relative(began, epochMs)! }),
      };
    }
  }
}

/** In milliseconds. The client of a longer transaction may be gone before the transaction ends. */
const longMs = 300;
const isLong = (began: number | null, at: number | null) =>
  began !== null && at !== null && at - began > longMs;

/** Unreadable messages, which the consumer set aside. */
export async function* rejections(sql: Database): AsyncGenerator<Aside> {
  const rejected = await sql<{ message: string; reason: string }[]>`
    select message, reason from rejected_messages`;
  for (const { message, reason } of rejected) {
    const op = opOf(message);
    if (op === null) continue;
    yield { at: null, kind: "aside", op, where: "rejected_messages", side: "consumer", reason };
  }
}

/**
 * The operation in the text of a message, even where a consumer cannot read the message. The text
 * may be a JSON object with `op`, a JSON string of that JSON (encoded twice), an envelope, or cut off.
 *
 * @returns null where there is no operation, or where a double cannot hold all digits of its number
 */
export function opOf(text: string | null): number | null {
  const inner = unwrapped(text ?? "");
  if (typeof inner === "object" && inner !== null && "op" in inner) {
    const op = inner.op;
    if (typeof op === "number" || /^\d+$/.test(String(op))) return exact(Number(op));
  }
  const digits = /(\\*)"op\1":\s*(?:\1")?(\d+)(?![\d.eE])/.exec(text ?? "")?.[2];
  return digits === undefined ? null : exact(Number(digits));
}

/** The JSON value, also if it was encoded several times; undefined where the text is not JSON. */
function unwrapped(text: string): unknown {
  try {
    let value: unknown = JSON.parse(text);
    while (typeof value === "string") value = JSON.parse(value);
    return value;
  } catch {
    return undefined;
  }
}

const exact = (op: number): number | null => Number.isSafeInteger(op) && op >= 0 ? op : null;

interface CommitRow {
  op: bigint;
  key: string;
  seq: number;
  at: number | null;
}

interface EffectRow {
  op: bigint;
  key: string;
  seq: number;
  n: bigint;
  value: string;
  at: number | null;
  began: number | null;
}
