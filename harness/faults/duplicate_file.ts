import { fileChanged } from "../contract/hazards.ts";
import { changeFile, untilTaken } from "./change_file.ts";

/** As when a person runs a job again, or restores a backup. */
export const duplicateFile = changeFile("duplicate-file", {
  makes: [fileChanged],
  summary: "the next file that arrives comes a second time after it was taken, under the same name",
  lastsMs: 1_000,
  leastMs: 300,
  async change(files, file) {
    await files.copyAway(file);
    return true;
  },
  async undo(changed) {
    const { files, file } = changed;
    const isTaken = await untilTaken(changed);
    if (isTaken && await files.putBack(file)) return null;
    await files.forget(file);
    return isTaken ? `another file '${file.name}' came in its place` : "nobody took the file";
  },
});
