/** Campaigns that points are granted for: a message of an unknown one cannot be handled, today. */
import type { Database } from "../../harness/role.ts";

/** Trying again is no use until somebody mends it. */
export class Unprocessable extends Error {
  override name = "Unprocessable";
}

/** @throws Unprocessable where nobody told the points service of it yet. */
export async function mustKnow(sql: Database, campaign: string): Promise<void> {
  const known = await sql`select 1 from campaigns where name = ${campaign}`;
  if (known.length === 0) throw new Unprocessable(`there is no campaign ${campaign}`);
}
