import type { NothingUnreadRemovedPhrase } from "../../check/nothing-unread-removed.ts";
import { firstOf, many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const nothingUnreadRemoved: Words<NothingUnreadRemovedPhrase> = {
  "no-file-sent": () => "nobody says that a file was sent",
  "no-file-gone": ({ files, waiting }) =>
    `${many(files, "file")} sent: ` +
    (waiting === 0
      ? "each is loaded"
      : `${files - waiting} loaded, ${waiting} not loaded and still in a folder`),
  "files-gone": ({ count, files }) =>
    `${many(count, "file")} sent, not loaded, and in no folder: ` +
    firstOf(files.map(({ name }) => name), count, "file"),
};
