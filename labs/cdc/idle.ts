/**
 * A server writes log all the time, and most of it is about tables that this reader does not copy. If
 * the position moved only with changes, all this log would stay on the server's disk. So the end of an
 * idle stretch is a position too: it is saved in the target, then acknowledged.
 */
import { choice, type Database } from "../../harness/roles/role.ts";
import type { Log } from "./log/log.ts";
import type { Lsn } from "./log/lsn.ts";
import type { Keepalive } from "./log/message.ts";
import { savePosition } from "./saved_position.ts";

/** At most one idle position is saved in this time, in milliseconds. */
const periodMs = 1_000;

/** The twin `no-heartbeat` confirms only after changes. */
const confirmsIdle = choice("IDLE", { "save": true, "none": false }, "save");

export class Idle {
  #log: Log;
  #target: Database | null;
  #saved: Lsn = 0n;
  /** The server has sent everything before this position. */
  #seen: Lsn = 0n;
  #savedMs = -Infinity;

  /** @param target null where only the slot keeps the position */
  constructor(log: Log, target: Database | null) {
    this.#log = log;
    this.#target = target;
  }

  /** The last position that was saved. */
  get saved(): Lsn {
    return this.#saved;
  }

  /** Notes that everything before this position is in the target. */
  savedAt(lsn: Lsn): void {
    this.#saved = lsn;
    this.#seen = lsn > this.#seen ? lsn : this.#seen;
  }

  /** Notes a keepalive between two transactions: every transaction before it has been applied. */
  async note({ endLsn, wantsAnswer }: Keepalive): Promise<void> {
    if (endLsn > this.#seen) this.#seen = endLsn;
    await this.tick();
    if (wantsAnswer) this.#log.answer();
  }

  async tick(): Promise<void> {
    if (!confirmsIdle) return;
    if (this.#seen <= this.#saved || performance.now() - this.#savedMs < periodMs) return;
    this.#savedMs = performance.now();
    if (this.#target !== null) {
      await savePosition(this.#target, { from: this.#saved, to: this.#seen });
    }
    this.#saved = this.#seen;
    this.#log.acknowledge(this.#saved);
  }
}
