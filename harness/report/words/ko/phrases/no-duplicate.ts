import type { NoDuplicatePhrase } from "../../../../check/no-duplicate.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noDuplicate: Words<NoDuplicatePhrase> = {
  "none-twice": ({ effects }) => `효과 ${count(effects, "건")} 중 두 번 난 것이 없습니다`,
  "duplicate": ({ count: extra, ops }) =>
    `효과가 ${count(extra, "건")} 더 있습니다: ${named({ ops })}`,
};
