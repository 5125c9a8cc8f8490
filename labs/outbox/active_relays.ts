/** Belongs to the harness: which relay worked, where one of two is active. */
import { takeover } from "../../harness/contract/hazards.ts";
import type { HazardSource } from "../../harness/contract/lab.ts";
import type { HazardEvent } from "../../harness/history/event.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import { relative } from "../login_points/audit.ts";

export const takeoversOfRelays: HazardSource = {
  source: "outbox",
  hazards: [takeover],
  ownRoles: ["relay"],
  where: { role: "relay", setting: "ACTIVE", words: ["advisory-lock"], isOptIn: true },
};

/** Notes each change of the process that marks rows. */
export const activeRelays = `
  create table active_relays (
    id bigint generated always as identity primary key,
    process text not null,
    began_at timestamptz not null default clock_timestamp()
  );
  create function note_relay() returns trigger language plpgsql as $$
  begin
    insert into active_relays (process)
    select now_active from current_setting('application_name') as now_active
    where now_active <> '' and now_active is distinct from (
      select process from active_relays order by id desc limit 1);
    return null;
  end $$;
  create trigger note_relay after update on outbox for each statement execute function note_relay();
`;

/** One hazard for each relay that went on after another one. */
export async function* takeoversIn(sql: Database, epochMs: number): AsyncGenerator<HazardEvent> {
  const rows = await sql<{ process: string; at: number }[]>`
    select process, (extract(epoch from began_at) * 1000)::float8 as at
    from active_relays order by id offset 1`;
  for (const { process, at } of rows) {
    const source = `outbox, ${process} went on`;
    yield { at: relative(at, epochMs), kind: "hazard", name: takeover.name, source };
  }
}
