/** The work that a variant would still do, counted in the two databases and the inbox. */
import { type Database, piece } from "../../harness/services/postgres/database.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";
import type { Variant } from "../../harness/contract/lab.ts";
import { whole } from "../../harness/services/sftp/pieces.ts";
import { isManifest, manifestName } from "./files.ts";
import type { Format } from "./formats/format.ts";

interface Systems {
  readonly source: Database;
  readonly target: Database;
  readonly files: FilesNamespace;
  readonly format: Format;
}

/** How a variant works: this decides which rows and files it would still send, read or ask for. */
export interface Habits {
  /** Rows are chosen by windows: a row behind the last window is never sent. */
  readonly isByWindow: boolean;
  readonly skipsLate: boolean;
  /** A file without a manifest is not read. */
  readonly needsManifest: boolean;
  /** A file that is missing is asked for again. */
  readonly asksAgain: boolean;
  /** The rows go in files. */
  readonly hasFiles: boolean;
  /** B reads A's database; nothing is sent. */
  readonly isReader: boolean;
}

export const habitsOf = ({ settings = {}, instances = {} }: Variant): Habits => {
  const { producer = {}, loader = {} } = settings;
  return {
    isByWindow: producer.ROWS === "picked",
    hasFiles: instances.producer !== 0,
    isReader: (instances.reader ?? 0) > 0,
    skipsLate: producer.LATE === "skip",
    needsManifest: loader.MANIFEST !== "none",
    asksAgain: loader.ASK !== "never" && loader.MANIFEST !== "none" && loader.KNOWN !== "name",
  };
};

/**
 * Rows that are not sent, and the sendings that are not done or not loaded. A sending without rows does
 * not count: there is one each night for as long as the clock goes on.
 */
export async function backlogOf(systems: Systems, habits: Habits, zone: string): Promise<number> {
  if (habits.isReader) return await unread(systems);
  const rows = await unsentRows(systems.source, habits, zone);
  const [{ taken }] = await systems.source<[{ taken: bigint }]>`
    select count(*) as taken from feed_runs
    where status = 'TAKEN' and row_count > 0 and feed_date <= ${lastDay(zone)}`;
  const files = habits.asksAgain ? await unloaded(systems, zone) : await waiting(systems, habits);
  return rows + Number(taken) + files;
}

/** The last day with rows. A twin may send rows of it again each night, for as long as the clock goes on. */
const lastDay = (zone: string) =>
  piece`(select max((business_at at time zone ${zone})::date) from feed_rows)`;

async function unread({ source, target }: Systems): Promise<number> {
  const [{ rows }] = await source<[{ rows: bigint }]>`select count(*) as rows from feed_rows`;
  // A row that was set aside may be read again with the rows that had to wait for an earlier one.
  const [{ read }] = await target<[{ read: bigint }]>`
    select (select count(*) from loaded_rows) +
      (select count(distinct raw) from rejected_rows) as read`;
  return Number(rows - read);
}

async function unsentRows(
  source: Database,
  { isByWindow, skipsLate }: Habits,
  zone: string,
): Promise<number> {
  const later = piece`business_at >= (
    select coalesce(((max(feed_date) + 1)::timestamp at time zone ${zone}), '-infinity')
    from feed_runs)`;
  const condition = isByWindow
    ? later
    : skipsLate
    ? piece`attempt is null and ${later}`
    : piece`attempt is null`;
  const [{ rows }] = await source<[{ rows: bigint }]>`
    select count(*) as rows from feed_rows where ${condition}`;
  return Number(rows);
}

/** Sequences that A sent and B has not loaded. */
async function unloaded({ source, target }: Systems, zone: string): Promise<number> {
  const loaded = await target<{ sequence: number }[]>`select distinct sequence from feed_files`;
  const [{ files }] = await source<[{ files: bigint }]>`
    select count(distinct sequence) as files from feed_runs
    where row_count > 0 and feed_date <= ${lastDay(zone)}
      and sequence <> all (${loaded.map(({ sequence }) => sequence)}::int[])`;
  return Number(files);
}

/** The files in the inbox that have rows and that B would read: B would ask for no other file. */
async function waiting({ files, format }: Systems, { needsManifest }: Habits): Promise<number> {
  const { length } = await whole(format.encode(noRows()));
  const entries = await files.list("inbox");
  const names = new Set(entries.map(({ name }) => name));
  return entries.filter(({ name, bytes }) =>
    bytes > length && !isManifest(name) && !name.endsWith(".part") &&
    (!needsManifest || names.has(manifestName(name.slice(0, name.lastIndexOf(".")))))
  ).length;
}

async function* noRows() {}
