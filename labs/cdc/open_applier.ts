import { choice } from "../../harness/roles/role.ts";
import { type Applier, Grants } from "./apply.ts";
import { type CopiedTable, copiedTables } from "./copied_tables.ts";
import { Replica, replicas, type ReplicaWords } from "./replica.ts";

/** The table that the reader copies; null where it copies none. */
export const tableOfReader = (): CopiedTable | null => choice("TABLE", copiedTables, "none");

/** What a reader makes of the changes, by name. */
export function openApplier(): Applier {
  const words: Record<string, ReplicaWords | null> = { "grants": null, ...replicas };
  const [replica, table] = [choice("APPLY", words, "grants"), tableOfReader()];
  return replica === null || table === null ? new Grants() : new Replica(table, replica);
}
