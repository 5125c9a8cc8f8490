import { sleep } from "../timer.ts";
import { changeFile } from "./change_file.ts";

/** A calendar waits up to a second before a check. After this time the file was asked for again. */
const lateMs = 2_000;

/** By then the receiver may have asked for the file again and loaded the answer. */
export const lateFile = changeFile("late-file", {
  summary:
    "the next file that arrives is gone before it is read, and is back after its day's check",
  lastsMs: 2_500,
  leastMs: lateMs,
  async change(files, file) {
    await files.takeAway(file);
    return true;
  },
  async undo({ files, file, atMs }) {
    await sleep(atMs + lateMs - performance.now());
    return await files.putBack(file) ? null : `another file '${file.name}' came in its place`;
  },
});
