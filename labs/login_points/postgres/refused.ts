/**
 * Redeliveries as a table shows them: an insert that its unique key refuses. The triggers belong to
 * the harness; they fire before `on conflict`.
 */
import { redelivery } from "../../../harness/contract/hazards.ts";
import type { HazardEvent } from "../../../harness/history/event.ts";
import type { Database } from "../../../harness/services/postgres/database.ts";
import { relative } from "../audit.ts";

export const refusedTable = `
  create table refused_inserts (
    place text not null,
    message_id text not null,
    refused_at timestamptz not null default clock_timestamp()
  );
`;

/**
 * Notes each insert into the table whose key is there already.
 *
 * @param key the columns of the unique key; the first one names the message
 */
export const noteRefused = (table: string, key: readonly [string, ...string[]]): string => `
  create function note_refused_${table}() returns trigger language plpgsql as $$
  begin
    if exists (
      select from ${table} where ${
  key.map((name) => `${table}.${name} = new.${name}`).join(" and ")
}
    ) then
      insert into refused_inserts (place, message_id) values ('${table}', new.${key[0]});
    end if;
    return new;
  end $$;
  create trigger note_refused before insert on ${table}
    for each row execute function note_refused_${table}();
`;

interface RefusedRow {
  readonly place: string;
  /** Null where no grant has this message's id. */
  readonly op: bigint | null;
  readonly at: number;
}

/** One hazard for each refused insert. */
export async function* refusedInserts(
  sql: Database,
  epochMs: number,
): AsyncGenerator<HazardEvent> {
  const rows = await sql<RefusedRow[]>`
    select place, op, (extract(epoch from refused_at) * 1000)::float8 as at
    from refused_inserts left join (
      select distinct on (message_id) message_id::text, op from grants
    ) as granted using (message_id)
    order by refused_at`;
  for (const { place, op, at } of rows) {
    yield {
      at: relative(at, epochMs),
      kind: "hazard",
      name: redelivery.name,
      ...(op !== null && { op: Number(op) }),
      source: `insert refused by ${place}`,
    };
  }
}
