import { fileChanged } from "../contract/hazards.ts";
import { changeFile } from "./change_file.ts";

/** The file keeps its length, and every row is still a valid row. */
export const corruptFile = changeFile("corrupt-file", {
  makes: [fileChanged],
  summary: "one digit of the points of a row changes in the next file that arrives",
  lastsMs: 1_000,
  leastMs: 300,
  change: (files, file) => files.corrupt(file),
});
