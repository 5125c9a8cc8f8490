import type { NoPhantomPhrase } from "../../../../check/no-phantom.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noPhantom: Words<NoPhantomPhrase> = {
  "no-phantom": () => "모든 효과가 실제로 일어난 작업의 것입니다",
  "phantom": ({ count: phantoms, ops }) =>
    `작업 ${count(phantoms, "건")}이 일어나지 않았는데 적용되었습니다: ${named({ ops })}`,
  "not-seen-to-happen": ({ count: unseen, ops }) =>
    `작업 ${count(unseen, "건")}이 적용되었지만, 일어났는지 확인되지 않았습니다: ${named({ ops })}`,
};
