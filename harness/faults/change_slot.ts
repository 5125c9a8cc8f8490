/** Shared by faults that change a replication slot while its reader is down. */
import { positionGone } from "../contract/hazards.ts";
import { isLogSlot, type LogSlot } from "../contract/log_slot.ts";
import { type Verb, verb } from "../contract/verb.ts";
import { untilMoved } from "./until_moved.ts";

/** What is done to the slot while its reader is down. */
export interface SlotChange {
  readonly summary: string;
  /** @default "namespace": a slot belongs to one run */
  readonly scope?: "namespace" | "server";
  /**
   * Why this server cannot make the change, in one clause: then the reader is not killed. Null where
   * it can.
   * @default it can
   */
  readonly cannot?: (slot: LogSlot) => Promise<string | null>;
  /** Called right after the reader was killed. @default nothing */
  readonly first?: (slot: LogSlot) => Promise<void>;
  /** Called right before the reader is started. @default nothing */
  readonly last?: (slot: LogSlot) => Promise<void>;
  /** See `Fault.requires`. */
  readonly requires?: string;
}

/**
 * Kills the reader, changes the slot and starts the reader. `touched` counts the transactions that
 * were committed meanwhile: if there are none, the change of the slot took nothing from the reader.
 */
export const changeSlot = (
  name: string,
  { summary, scope = "namespace", cannot, first, last, requires }: SlotChange,
): Verb =>
  verb(name, isLogSlot, (thing, open) => ({
    name: `${name}-${thing.name}`,
    aliases: [],
    makes: [positionGone],
    summary,
    targets: [thing.name],
    lastsMs: 800,
    leastMs: 300,
    scope,
    requires,
    async begin(context) {
      const slot = open(context);
      const ineffective = await cannot?.(slot) ?? null;
      if (ineffective !== null) return { end: () => Promise.resolve({ touched: 0, ineffective }) };
      const readers = slot.readers().filter(({ isUp }) => isUp);
      await untilMoved(context, readers[0]?.role);
      await Promise.all(readers.map((reader) => reader.kill()));
      const before = await slot.committed();
      await first?.(slot);
      return {
        end: async () => {
          const touched = await slot.committed() - before;
          await last?.(slot);
          await Promise.all(readers.map((reader) => reader.start()));
          return touched > 0 ? { touched } : { touched: 0, ineffective: "nothing was committed" };
        },
      };
    },
  }));
