/**
 * The first copy: a reader without a position creates its slot, and copies in the snapshot that the
 * server exports with it. Everything that was committed before the slot's consistent point is in the
 * snapshot, everything else in the stream: no gap, and nothing twice. Each broken twin
 * stands beside the sound way.
 *
 * https://www.postgresql.org/docs/current/protocol-replication.html
 */
import { choice, type Database, point, type Query, raw } from "../../harness/roles/role.ts";
import type { Applier } from "./apply.ts";
import type { CopiedTable } from "./copied_tables.ts";
import { copyLogins, copyTable } from "./copy_rows.ts";
import type { Log } from "./log/log.ts";
import type { Lsn } from "./log/lsn.ts";
import { freeSlot } from "./position.ts";
import { firstPosition, type Saved } from "./saved_position.ts";

export interface SnapshotOptions {
  readonly log: Log;
  /** One connection keeps the snapshot. */
  readonly source: Database;
  readonly target: Database;
  readonly slot: string;
  readonly table: CopiedTable;
  readonly applier: Applier;
}

/** @returns the position to go on from, which is saved */
export type TakeSnapshot = (options: SnapshotOptions) => Promise<Saved>;

/** How a reader without a position begins, by name: `exported` is sound. */
const ways = {
  "none": null,
  "exported": exported,
  "then-slot": thenSlot,
  "position-first": positionFirst,
  "overwrites": overwrites,
};

/** How a reader without a position begins; null where it halts. */
export const snapshotOfReader = (): TakeSnapshot | null => choice("SNAPSHOT", ways, "none");

/**
 * Sound: the end of the copy and the first position are one transaction of the target, so a position
 * means that everything is copied. After an earlier crash there is no position, and the next start
 * copies again.
 */
async function exported(options: SnapshotOptions): Promise<Saved> {
  const { position, snapshot } = await createSlot(options);
  await options.source.begin(async (from) => {
    await see(from, snapshot);
    await copyTable(from, options);
    await finish(from, options, position);
  });
  return position;
}

/** Broken twin: what is committed between the snapshot and the slot is in neither copy nor stream. */
async function thenSlot(options: SnapshotOptions): Promise<Saved> {
  await options.source.begin(async (from) => {
    await from`set transaction isolation level repeatable read, read only`;
    await copyTable(from, options);
    await finish(from, options, null);
  });
  await point("after-snapshot-before-slot", { ops: [] });
  const { position } = await createSlot(options);
  await firstPosition(options.target, position);
  return position;
}

/** Broken twin: after a crash in the copy there is a position, and the rest is never copied. */
async function positionFirst(options: SnapshotOptions): Promise<Saved> {
  const { position, snapshot } = await createSlot(options);
  await firstPosition(options.target, position);
  await options.source.begin(async (from) => {
    await see(from, snapshot);
    await copyTable(from, options);
    await finish(from, options, null);
  });
  return position;
}

/**
 * Broken twin: the stream begins while the table is being copied. A change of a row that is not copied
 * yet finds no row, and the copy then writes the row as it was before the change.
 */
async function overwrites(options: SnapshotOptions): Promise<Saved> {
  const { position, snapshot } = await createSlot(options);
  const begun = Promise.withResolvers<Saved>();
  // Nobody awaits this copy: an error in it ends the process.
  void options.source.begin(async (from) => {
    await see(from, snapshot);
    await finish(from, options, position);
    begun.resolve(position);
    await point("before-copy", { ops: [] });
    await copyTable(from, options);
  });
  return await begun.promise;
}

/** First drops a slot that is left from a crash: no copy in its snapshot was finished. */
async function createSlot(
  { log, source, slot }: SnapshotOptions,
): Promise<{ position: Saved; snapshot: string }> {
  if (await freeSlot(source, slot) !== null) {
    await source`select pg_drop_replication_slot(${slot})`;
  }
  // `identify` is first, because the snapshot lasts only until the connection's next command.
  const { systemIdentifier, timeline } = await log.identify();
  const { consistentPoint, snapshot } = await log.createSlot();
  const at: { consistentPoint: Lsn; lsn: Lsn } = { consistentPoint, lsn: consistentPoint };
  return { position: { systemIdentifier, timeline, slot, ...at }, snapshot };
}

/** Makes the transaction see what was committed before the slot's consistent point. */
async function see(from: Query, snapshot: string): Promise<void> {
  await from`set transaction isolation level repeatable read, read only`;
  // The server made this name, of digits and dashes alone, so it needs no quoting.
  await from`${raw(`set transaction snapshot '${snapshot}'`)}`;
}

/** In one transaction: copies the logins of the snapshot with all their rows, and saves the position. */
async function finish(
  from: Query,
  { target, applier }: SnapshotOptions,
  position: Saved | null,
): Promise<void> {
  await target.begin(async (to) => {
    await copyLogins(from, to, applier);
    if (position !== null) await firstPosition(to, position);
  });
}
