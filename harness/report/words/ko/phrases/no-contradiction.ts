import type { NoContradictionPhrase } from "../../../../check/no-contradiction.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noContradiction: Words<NoContradictionPhrase> = {
  "none-aside-applied": () => "격리된 작업 중 적용된 것이 없습니다",
  "aside-yet-applied": ({ count: both, ops }) =>
    `작업 ${count(both, "건")}이 격리되었는데 적용되기도 했습니다: ${named({ ops })}`,
};
