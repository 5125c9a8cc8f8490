import type { StoredOncePhrase } from "../../../../check/stored-once.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const storedOnce: Words<StoredOncePhrase> = {
  "broker-log-unknown": () => "브로커의 로그에 무엇이 있는지 히스토리에 적혀 있지 않습니다",
  "none-stored-twice": ({ stored }) =>
    `브로커의 로그에 있는 메시지 ${count(stored, "건")} 중 두 번 저장된 것이 없습니다`,
  "stored-again": ({ count: again, ops }) =>
    `메시지 ${count(again, "건")}이 브로커의 로그에 두 번 이상 있습니다: ${named({ ops })}`,
  "broker-log-in-part": ({ ops }) =>
    `브로커의 로그에 적용된 것이 모두 보이지는 않습니다: ${named({ ops })}`,
};
