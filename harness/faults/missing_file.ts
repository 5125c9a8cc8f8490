import { changeFile } from "./change_file.ts";

/** The sender believes that the file arrived. Only a receiver that expects the file can notice. */
export const missingFile = changeFile("missing-file", {
  summary: "the next file that arrives is gone before it is read, and stays away",
  lastsMs: 1_000,
  leastMs: 300,
  async change(files, file) {
    await files.takeAway(file);
    return true;
  },
});
