import { changeFile } from "./change_file.ts";

/** The file keeps its length, and every row is still a valid row. */
export const corruptFile = changeFile("corrupt-file", {
  summary: "one digit of the points of a row changes in the next file that arrives",
  lastsMs: 1_000,
  leastMs: 300,
  change: (files, file) => files.corrupt(file),
});
