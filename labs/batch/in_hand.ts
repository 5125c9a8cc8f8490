/** What the roles that move files have in hand at their end. */
import { inHand, unacknowledgedEffect, unrecordedSend } from "../../harness/contract/hazards.ts";
import type { HazardCount } from "../../harness/contract/lab.ts";
import type { Database } from "../../harness/services/postgres/database.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";

interface Systems {
  readonly source: Database;
  readonly target: Database;
  readonly files: FilesNamespace;
}

/** `2026-03-29 1`, for each file of rows in the inbox. */
async function inboxOf({ files }: Systems): Promise<Set<string>> {
  const names = (await files.list("inbox")).map(({ name }) => name);
  return new Set(names.flatMap((name) => {
    const [, date, attempt] = /^points-(\d{4}-\d\d-\d\d)-(\d+)\.(?!manifest)/.exec(name) ?? [];
    return date === undefined || name.endsWith(".part") ? [] : [`${date} ${attempt}`];
  }));
}

async function loadedIn({ target }: Systems): Promise<string[]> {
  const rows = await target<{ run: string }[]>`
    select distinct feed_date::text || ' ' || attempt as run from feed_files`;
  return rows.map(({ run }) => run);
}

/** Sendings that the producer has begun: those whose file is there already, and the others. */
async function handsOfProducer(systems: Systems): Promise<HazardCount[]> {
  const taken = await systems.source<{ run: string }[]>`
    select feed_date::text || ' ' || attempt as run from feed_runs where status = 'TAKEN'`;
  const inbox = await inboxOf(systems);
  // The loader may have taken the file meanwhile.
  const loaded = await loadedIn(systems);
  const sent = taken.filter(({ run }) => inbox.has(run) || loaded.includes(run)).length;
  return [
    { hazard: unrecordedSend, count: sent },
    { hazard: inHand, count: taken.length - sent },
  ];
}

/** Files that the loader has loaded and not moved out of the inbox. */
async function handsOfLoader(systems: Systems): Promise<HazardCount[]> {
  const inbox = await inboxOf(systems);
  const loaded = await loadedIn(systems);
  return [{ hazard: unacknowledgedEffect, count: loaded.filter((run) => inbox.has(run)).length }];
}

export async function handsOf(systems: Systems, role: string): Promise<HazardCount[]> {
  if (role === "producer") return await handsOfProducer(systems);
  return role === "loader" ? await handsOfLoader(systems) : [];
}
