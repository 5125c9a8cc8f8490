/** The contract of a delivery: how messages of the log become rows of the target. Types only. */
import type { Database } from "../../harness/roles/role.ts";
import type { Applier } from "./apply.ts";
import type { Log } from "./log/log.ts";
import type { Saved } from "./saved_position.ts";

export interface DeliveryOptions {
  readonly log: Log;
  readonly target: Database;
  readonly applier: Applier;
  /** True where the target keeps the position; otherwise only the slot keeps one. */
  readonly savesPosition: boolean;
}

export interface Delivery {
  /** Gets the position at which the log was started. */
  goOnFrom(saved: Saved | null): void;
  /** Handles what comes next: some transactions, a keepalive, or silence. */
  turn(): Promise<void>;
}
