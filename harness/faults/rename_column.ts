import { alterTable } from "./alter_table.ts";

/** A column that a reader copies gets a new name: from now on the log has its values under this name. */
export const renameColumn = alterTable(
  "rename-column",
  "rename a column that the reader copies",
  (tables) => tables.renameColumn(),
);
