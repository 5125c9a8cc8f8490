/** All transfers, by name. */
import { openScpTransfer } from "./scp.ts";
import { openSftpTransfer } from "./sftp.ts";
import type { Transfer } from "./transfer.ts";
import type { TransferName } from "./traits.ts";

export const transfers: Readonly<Record<TransferName, () => Transfer>> = {
  sftp: openSftpTransfer,
  scp: openScpTransfer,
};
