import { alterTable } from "./alter_table.ts";

/** A new version of the application adds a column that its readers do not know. */
export const addColumn = alterTable(
  "add-column",
  "add a column to a published table",
  (tables) => tables.addColumn(),
);
