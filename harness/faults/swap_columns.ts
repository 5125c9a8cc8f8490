import { alterTable } from "./alter_table.ts";

/** Two columns of one type swap their names: a reader that takes values by position mixes them up. */
export const swapColumns = alterTable(
  "swap-columns",
  "swap the names of two columns of one type",
  (tables) => tables.swapColumns(),
);
