/**
 * The end of a load: a transaction that the harness commits last. Waiting for the current end of
 * the log would never end, because the log grows by itself.
 */
import type { Database } from "../../harness/services/postgres/database.ts";

/** If no marker arrives in this time, one more is committed. In milliseconds. */
const againMs = 1_000;

export class Markers {
  #source: Database;
  #target: Database;
  #slot: string;
  #next = 1;
  /** Markers from this one on were committed after every login. */
  #first = 1;
  #position = "0/0";
  #committed = -1;
  #writtenMs = -Infinity;

  constructor(source: Database, target: Database, slot: string) {
    this.#source = source;
    this.#target = target;
    this.#slot = slot;
  }

  /**
   * True once a marker that was committed after all these logins has passed the reader. A foreign
   * reader need not copy markers: for it, the position of its slot counts as well.
   */
  async areReached(committed: number, isForeign: boolean): Promise<boolean> {
    if (committed !== this.#committed) {
      this.#committed = committed;
      this.#first = this.#next;
      await this.#write();
    } else if (performance.now() - this.#writtenMs > againMs) await this.#write();
    const [{ last }] = await this.#target<[{ last: bigint }]>`
      select coalesce(max(id), 0) as last from load_markers`;
    if (last >= BigInt(this.#first)) return true;
    if (!isForeign) return false;
    const [slot] = await this.#source<[{ passed: boolean }?]>`
      select confirmed_flush_lsn > ${this.#position}::pg_lsn as passed
      from pg_replication_slots where slot_name = ${this.#slot}`;
    return slot?.passed ?? false;
  }

  async #write(): Promise<void> {
    this.#writtenMs = performance.now();
    const id = this.#next++;
    await this.#source`insert into load_markers (id) values (${id})`;
    if (id !== this.#first) return;
    const [{ position }] = await this.#source<[{ position: string }]>`
      select pg_current_wal_insert_lsn()::text as position`;
    this.#position = position;
  }
}
