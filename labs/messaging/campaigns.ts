/** Campaigns that points are granted for: a message of an unknown one cannot be handled, today. */
import type { Database } from "../../harness/roles/role.ts";

/** Trying again is no use until somebody mends it. */
export class Unprocessable extends Error {
  override name = "Unprocessable";
}

/** @throws Unprocessable where nobody told the points service of it yet; that it met it is written down. */
export async function mustKnow(
  sql: Database,
  campaign: string,
  { op, target }: { op: number; target: string },
): Promise<void> {
  const known = await sql`select 1 from campaigns where name = ${campaign}`;
  if (known.length > 0) return;
  const reason = `there is no campaign ${campaign}`;
  await sql`
    insert into refusals (op, target, reason) values (${op}, ${target}, ${reason})
    on conflict do nothing`;
  throw new Unprocessable(reason);
}

/** It was tried often enough, and is tried no more. */
export async function givesUp(sql: Database, op: number, target: string): Promise<void> {
  await sql`update refusals set set_aside = true where op = ${op} and target = ${target}`;
}
