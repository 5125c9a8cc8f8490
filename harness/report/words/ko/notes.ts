import type { Catalogue } from "../en/mod.ts";
import { english, said } from "../said.ts";
import { count } from "./amounts.ts";
import { recorded } from "./recorded.ts";

export const notes: Catalogue["notes"] = {
  title: "참고",
  observed: english,
  notProven: (why) => said`증명되지 않음: ${why}`,
  notPromised: (promise, fault) => `${promise}: 장애 ${fault}에서는 약속하지 않습니다`,
  notJudged: (promise) => `${promise}: 중단(halt) 뒤에는 판정하지 않습니다`,
  torn: (file, line) => `${file}의 ${line}번째 줄은 크래시로 잘려서 뺐습니다`,
  drained: (why) => said`모두 비워졌다고 본 근거: ${recorded(why)}`,
  notBelieved: (role, kind, amount) =>
    `${role} 역할이 ${kind} 이벤트를 ${count(amount, "건")} 썼지만, 믿지 않습니다`,
  nothingRead: (file, why) => said`${file} 파일은 아무것도 읽지 않았습니다. 이유: ${english(why)}`,
  unread: (file, lines, line, why) =>
    said`${file} 파일에서 ${count(lines, "줄")}을 읽을 수 없습니다(${line}번째 줄: ${
      english(why)
    }). 판정은 역할 자신의 파일에 좌우되지 않습니다`,
  more: (amount) => `역할의 파일이나 이벤트 종류 ${count(amount, "개")}는 생략했습니다`,
};
