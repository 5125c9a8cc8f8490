import { alterTable } from "./alter_table.ts";

/** A column that a reader copies has another name from now on: its values are not those of the old one. */
export const renameColumn = alterTable(
  "rename-column",
  "rename a column that the reader copies",
  (tables) => tables.renameColumn(),
);
