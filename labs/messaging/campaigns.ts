/** The campaigns that points are granted for. A message of an unknown campaign cannot be handled yet. */
import type { Database } from "../../harness/roles/role.ts";

/** A retry cannot help until somebody repairs the cause. */
export class Unprocessable extends Error {
  override name = "Unprocessable";
}

/** @throws Unprocessable for an unknown campaign, after it wrote a row to `refusals` */
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

/** Records that the consumer gives the message up and no longer retries it. */
export async function givesUp(sql: Database, op: number, target: string): Promise<void> {
  await sql`update refusals set set_aside = true where op = ${op} and target = ${target}`;
}
