import type { Catalogue } from "../en/mod.ts";
import { said } from "../said.ts";
import { facts } from "./explanation_facts.ts";
import { mistakes } from "./explanation_mistakes.ts";

export const explanation: Catalogue["explanation"] = {
  title: (op) => `작업 ${op} 설명`,
  operation: (op, wrong) => `작업 ${op}: ${wrong}.`,
  noMistake: "이 이벤트들의 순서에서는 asynclab이 아는 실수가 드러나지 않습니다.",
  mistake: (words) => said`실수: ${words}.`,
  caption: "이 작업의 이벤트가 말하는 것",
  head: ["시각", "일어난 일", "이벤트"],
  wrongs: {
    lost: "유실",
    duplicate: "두 번 이상 적용됨",
    phantom: "적용되었지만 일어난 적이 없음",
    reordered: "너무 늦게 적용됨",
    corrupted: "다른 값으로 적용됨",
    split: "나뉘어 적용됨",
    "stored-again": "두 번 이상 저장됨",
    slow: "너무 늦게 응답받음",
    pending: "기다리고 있고, 아무것도 움직이지 않음",
    aside: "격리됨",
    none: "잘못된 것이 없음",
  },
  facts,
  mistakes,
  unwritten: (kinds) =>
    kinds.length === 0
      ? null
      : "아무도 이벤트를 쓰지 않은 사실은 뺐습니다. 이 히스토리에 없는 이벤트: " +
        `${kinds.map((kind) => `'${kind}'`).join(", ")}.`,
};
