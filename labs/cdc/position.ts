/**
 * Where the reader goes on. The saved position is compared with the server before it is used:
 * START_REPLICATION silently begins at the slot's confirmed position where that is later.
 *
 * https://www.postgresql.org/docs/current/protocol-replication.html
 */
import { choice, type Database, halt, sleep } from "../../harness/roles/role.ts";
import type { Identity } from "./log/log.ts";
import { type Lsn, lsnFrom, lsnText } from "./log/lsn.ts";
import { reader, type Saved } from "./saved_position.ts";

interface SlotRow {
  active_pid: number | null;
  wal_status: string | null;
  confirmed: string;
}

/** The checks before a start, by name: `compare` is sound. */
const starts = { "compare": compare, "none": trust, "recreate": recreate };

export interface Start {
  readonly source: Database;
  readonly slot: string;
  readonly identity: Identity;
  readonly saved: Saved | null;
}

/** Decides where to begin. Halts where going on would lose something. */
export const startPosition: (start: Start) => Promise<Lsn> = choice("START", starts, "compare");

/** Sound: goes on only where the slot still has everything after the saved position. */
async function compare({ source, slot: name, identity, saved }: Start): Promise<Lsn> {
  if (saved === null) return await haltWithout(source, name, identity);
  const at = lsnText(saved.lsn);
  if (saved.lsn === 0n) {
    halt(
      `The saved position of reader '${reader}' is ${at}, which is no position; ${again(snapshot)}`,
    );
  }
  if (
    saved.systemIdentifier !== identity.systemIdentifier || saved.timeline !== identity.timeline
  ) {
    halt(
      `The saved position ${at} belongs to server ${saved.systemIdentifier}, timeline ` +
        `${saved.timeline}, and this server is ${identity.systemIdentifier}, timeline ` +
        `${identity.timeline}; ${again("take a new snapshot of this server")}`,
    );
  }
  const slot = await freeSlot(source, name);
  if (slot === null || saved.slot !== name) {
    halt(
      `The slot '${name}' is gone, and with it the changes after ${at}; ` +
        again("create it and take a new snapshot"),
    );
  }
  if (slot.wal_status === "lost") {
    halt(
      `The server removed the log that slot '${name}' needs after ${at} (a limit of size or time); ` +
        again("drop the slot, create it and take a new snapshot"),
    );
  }
  const confirmed = lsnFrom(slot.confirmed)!;
  if (confirmed > saved.lsn || confirmed < saved.consistentPoint) {
    halt(
      `The slot '${name}' stands at ${slot.confirmed} and the saved position is ${at}: it was ` +
        `moved or created anew, and the changes between are gone; ${again(snapshot)}`,
    );
  }
  if (saved.lsn > identity.current) {
    halt(
      `The saved position ${at} is ahead of the server, which ends at ` +
        `${lsnText(identity.current)}: the server has older data now; ${again(snapshot)}`,
    );
  }
  return saved.lsn;
}

const snapshot = "take a new snapshot";
const again = (what: string) =>
  `${what}, then say in the target: delete from positions where reader = '${reader}'`;

/** Halts because nobody saved a position; says how to write the first one. */
async function haltWithout(source: Database, name: string, identity: Identity): Promise<never> {
  const missing = `There is no saved position of reader '${reader}'`;
  const slot = await freeSlot(source, name);
  if (slot === null) {
    halt(
      `${missing} and no slot '${name}'; say in the source: select ` +
        `pg_create_logical_replication_slot('${name}', 'pgoutput'), then start the reader again`,
    );
  }
  const [system, at] = [identity.systemIdentifier, slot.confirmed];
  halt(
    `${missing}; ${snapshot}, then say in the target: insert into positions (reader, ` +
      "system_identifier, timeline, slot, consistent_point, lsn) values " +
      `('${reader}', '${system}', ${identity.timeline}, '${name}', '${at}', '${at}')`,
  );
}

/** How long the session of a killed reader may still keep the slot, in milliseconds. */
const lingersMs = 3_000;

/** The slot when nobody reads it; null where it does not exist. @throws Error where somebody goes on reading it */
export async function freeSlot(source: Database, name: string): Promise<SlotRow | null> {
  for (const deadline = performance.now() + lingersMs;; await sleep(50)) {
    const [slot] = await source<[SlotRow?]>`
      select active_pid, wal_status, coalesce(confirmed_flush_lsn, '0/0')::text as confirmed
      from pg_replication_slots where slot_name = ${name}`;
    if (slot === undefined) return null;
    if (slot.active_pid === null) return slot;
    if (performance.now() > deadline) {
      throw new Error(
        `Somebody else reads the slot '${name}'; end that reader with: select ` +
          `pg_terminate_backend(${slot.active_pid}), or give this one a slot of its own`,
      );
    }
  }
}

/** Broken twin: asks for the saved position and believes that the server begins there. */
async function trust({ source, slot, saved }: Start): Promise<Lsn> {
  await freeSlot(source, slot);
  return saved?.lsn ?? 0n;
}

/** Broken twin: creates a lost slot anew, and nobody learns that changes are missing. */
async function recreate({ source, slot, saved }: Start): Promise<Lsn> {
  if (await freeSlot(source, slot) === null) {
    await source`select pg_create_logical_replication_slot(${slot}, 'pgoutput')`;
  }
  return saved?.lsn ?? 0n;
}
