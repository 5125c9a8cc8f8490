import type { NothingUnreadRemovedPhrase } from "../../../../check/nothing-unread-removed.ts";
import type { Words } from "../../words.ts";
import { count, firstOf } from "../amounts.ts";

export const nothingUnreadRemoved: Words<NothingUnreadRemovedPhrase> = {
  "no-file-sent": () => "파일을 보냈다고 말하는 것이 없습니다",
  "no-file-gone": ({ files, waiting }) =>
    `보낸 파일 ${count(files, "개")}: ` +
    (waiting === 0
      ? "모두 적재되었습니다"
      : `${count(files - waiting, "개")}는 적재되었고, ${
        count(waiting, "개")
      }는 적재되지 않았지만 폴더에 있습니다`),
  "files-gone": ({ count: gone, files }) =>
    `보낸 파일 ${count(gone, "개")}가 적재되지도 않았고 어느 폴더에도 없습니다: ${
      firstOf(files.map(({ name }) => name), gone, "개")
    }`,
};
