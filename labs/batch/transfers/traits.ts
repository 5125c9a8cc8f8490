/** The abilities of each transfer, for docs and variants. A new transfer is a file, and a line here and in `mod.ts`. */
import type { Traits } from "./transfer.ts";

export const traits = {
  // Apache MINA SSHD refuses too, but not in one step: it looks, then moves.
  sftp: { atomicPut: true, refusingRename: true, listing: true },
  scp: { atomicPut: false, refusingRename: false, listing: false },
} satisfies Record<string, Traits>;

export type TransferName = keyof typeof traits;
