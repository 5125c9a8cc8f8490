import type { NoSilentGapPhrase } from "../../../../check/no-silent-gap.ts";
import { english, type Said, said } from "../../said.ts";
import type { Words } from "../../words.ts";
import { count, named } from "../amounts.ts";

export const noSilentGap: Words<NoSilentGapPhrase, Said> = {
  "no-commit-record": () => "무엇이 일어났는지 말하는 커밋이 없어서 빈틈을 볼 수 없습니다",
  "no-gap": ({ happened }) => `커밋된 작업 ${count(happened, "건")}에 빈틈이 없습니다`,
  "halted-at-gap": ({ count: missing, ops, role, why }) =>
    said`${role} 역할이 중단(halt)한 뒤로(${english(why)}) 작업 ${
      count(missing, "건")
    }이 없고, 그 뒤의 것은 아무것도 도착하지 않았습니다: ${named({ ops })}`,
  "missing-without-halt": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없는데, 중단(halt)한 역할이 없습니다: ${named({ ops })}`,
  "passed-in-time": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없는데, 적용된 어떤 작업의 행을 쓰기 전에 커밋된 것입니다: ${
      named({ ops })
    }`,
  "passed-in-key": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없는데, 같은 키의 적용된 작업보다 seq가 낮습니다: ${
      named({ ops })
    }`,
  "gap-may-close": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없지만, 아직 올 수 있습니다: ${named({ ops })}`,
  "gap-place-unknown": ({ count: missing, ops }) =>
    `작업 ${count(missing, "건")}이 없고, 그 뒤의 것이 도착했는지 시각과 seq로 알 수 없습니다: ${
      named({ ops })
    }`,
};
