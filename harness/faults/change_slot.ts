/** Shared by faults on a replication slot: the reader is down meanwhile, and comes back to another slot. */
import { isLogSlot, type LogSlot } from "../contract/log_slot.ts";
import { type Verb, verb } from "../contract/verb.ts";
import { untilMoved } from "./until_moved.ts";

/** What is done to the slot while its reader is down. */
export interface SlotChange {
  readonly summary: string;
  /** @default the slot's: one run's namespace */
  readonly scope?: "namespace" | "server";
  /** Right after the kill of the reader. @default nothing */
  readonly first?: (slot: LogSlot) => Promise<void>;
  /** Right before its start; returns why it could not be done, one clause. @default nothing */
  readonly last?: (slot: LogSlot) => Promise<string | void>;
  /** See `Fault.requires`. */
  readonly requires?: string;
}

/**
 * Kills the reader, changes the slot and starts the reader. It touched the transactions that were
 * committed meanwhile: where there are none, the change of the slot took nothing away.
 */
export const changeSlot = (
  name: string,
  { summary, scope = "namespace", first, last, requires }: SlotChange,
): Verb =>
  verb(name, isLogSlot, (thing, open) => ({
    name: `${name}-${thing.name}`,
    aliases: [],
    summary,
    targets: [thing.name],
    lastsMs: 800,
    leastMs: 300,
    scope,
    requires,
    async begin(context) {
      const slot = open(context);
      const readers = slot.readers().filter(({ isUp }) => isUp);
      await untilMoved(context, readers[0]?.role);
      await Promise.all(readers.map((reader) => reader.kill()));
      const before = await slot.committed();
      await first?.(slot);
      return {
        end: async () => {
          const touched = await slot.committed() - before;
          const failed = await last?.(slot);
          await Promise.all(readers.map((reader) => reader.start()));
          const ineffective = failed ?? (touched > 0 ? null : "nothing was committed");
          return ineffective ? { touched: 0, ineffective } : { touched };
        },
      };
    },
  }));
