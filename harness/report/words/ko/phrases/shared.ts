/** Words for phrases that several promises use. */
import type { NoLimit } from "../../../../check/checker.ts";
import type { NeverSent } from "../../../../check/load_validity.ts";
import type { Words } from "../../words.ts";
import { count } from "../amounts.ts";

export const shared: Words<NoLimit | NeverSent> = {
  "no-limit": () => "이 약속에 한도가 없습니다",
  "never-sent": ({ dropped, planned }) =>
    `작업 ${count(planned, "건")} 중 ${
      count(dropped, "건")
    }을 보내지 않았습니다. 동시에 진행할 수 있는 작업의 한도에 이르렀습니다`,
};
