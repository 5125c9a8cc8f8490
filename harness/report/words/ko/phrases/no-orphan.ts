import type { NoOrphanPhrase } from "../../../../check/no-orphan.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noOrphan: Words<NoOrphanPhrase> = {
  "commits-unknown": () => "무엇이 커밋되었는지 히스토리에 적혀 있지 않습니다",
  "none-orphaned": () => "모든 메시지가 끝났거나 격리되었습니다",
  "orphaned": ({ count: orphans, ops }) =>
    `메시지 ${count(orphans, "건")}이 끝나지도 격리되지도 않았습니다: ${named({ ops })}`,
};
