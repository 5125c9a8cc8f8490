import { choice } from "../../harness/roles/role.ts";
import { type Applier, Grants } from "./apply.ts";
import { type CopiedTable, copiedTables } from "./copied_tables.ts";
import { Replica, replicas, type ReplicaWords } from "./replica.ts";

/** The table that the reader copies; null where it copies none. */
export const tableOfReader = (): CopiedTable | null => choice("TABLE", copiedTables, "none");

/** Opens the applier that the setting `APPLY` names. */
export async function openApplier(): Promise<Applier> {
  const words: Record<string, ReplicaWords | "grants" | "forward"> = {
    "grants": "grants",
    ...replicas,
    "forward": "forward",
  };
  const [what, table] = [choice("APPLY", words, "grants"), tableOfReader()];
  // Only `forward` needs the client of a broker, so it is imported only here.
  if (what === "forward") return new (await import("./forward.ts")).Forward();
  return what === "grants" || table === null ? new Grants() : new Replica(table, what);
}
