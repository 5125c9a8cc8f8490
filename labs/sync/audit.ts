import type { Aside } from "../../harness/history/event.ts";
import type { PostgresNamespace } from "../../harness/services/postgres/service.ts";

/** How many rewards were taken back. */
export async function compensatedIn({ sql }: PostgresNamespace): Promise<number> {
  const [{ count }] = await sql<[{ count: bigint }]>`select count(*) as count from compensations`;
  return Number(count);
}

/** Rewards that were taken back. */
export async function* compensations(
  { sql }: PostgresNamespace,
  epochMs: number,
): AsyncGenerator<Aside> {
  const rows = await sql<{ op: bigint; reason: string; at: number }[]>`
    select op, reason, (extract(epoch from compensated_at) * 1000)::float8 as at
    from compensations`;
  for (const { op, reason, at } of rows) {
    const it = { op: Number(op), where: "compensations", side: "sender", reason } as const;
    yield { at: at - epochMs, kind: "aside", ...it };
  }
}
