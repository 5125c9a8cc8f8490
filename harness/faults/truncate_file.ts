import { fileChanged } from "../contract/hazards.ts";
import { changeFile } from "./change_file.ts";

/** Half a file is a good file of half the rows, unless something says how many there must be. */
export const truncateFile = changeFile("truncate-file", {
  makes: [fileChanged],
  summary: "the next file that arrives loses the second half of its rows before it is read",
  lastsMs: 1_000,
  leastMs: 300,
  change: (files, file) => files.truncate(file),
});
