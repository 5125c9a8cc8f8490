/** Words for the reasons why no promise gets the verdict `kept`. */
import type { Doubt, UnreadableLines } from "../../../../check/doubts.ts";
import { english, type Said, said } from "../../said.ts";
import type { Words } from "../../words.ts";
import { count } from "../amounts.ts";
import { recorded } from "../recorded.ts";
import { ofFault } from "./faults.ts";

export const doubts: Words<Doubt, Said> = {
  "not-one-run": ({ why }) => said`한 번의 실행이 아닙니다(${english(why)})`,
  "unreadable-lines": unreadable,
  "no-event": ({ unreadable: lines }) =>
    said`${
      lines === null ? "히스토리가 비어 있습니다" : unreadable(lines)
    }. 히스토리는 한 줄에 이벤트 하나인 JSON Lines입니다`,
  "role-halted": ({ role, why, mayHaltUnder }) =>
    said`${role} 역할이 중단(halt)했습니다: ${english(why)}${
      mayHaltUnder.length === 0
        ? ""
        : ` (중단해도 되는 장애가 그 전에 일어나지 않았습니다: ${mayHaltUnder.join(", ")})`
    }`,
  "part-of-a-history": () =>
    "이 페이지에는 히스토리의 일부만 있습니다. 페이지를 실행 폴더에 넣거나, 그 폴더를 분석하세요",
  "drained-unknown": () => "모두 비워졌는지 히스토리에 적혀 있지 않습니다",
  "not-drained": ({ why }) =>
    why === "" ? "끝까지 비워지지 않았습니다" : said`끝까지 비워지지 않았습니다(${recorded(why)})`,
  "too-few-operations": ({ happened, truth, needed }) =>
    `${truth === "commit" ? "커밋된" : "성공을 알린"} 작업이 ${count(happened, "건")}이고, 적어도 ${
      count(needed, "건")
    }이 필요합니다`,
  "fault-proves-nothing": ({ fault, target, why }) =>
    said`장애가 증명하는 것이 없습니다: ${ofFault(fault, target, why)}`,
};

function unreadable({ count: lines, file, line, why }: UnreadableLines): Said {
  const others = lines === 1 ? "" : `, 그 밖에 ${count(lines - 1, "줄")}`;
  return said`${file}의 ${line}번째 줄을 읽을 수 없습니다(${english(`it ${why}`)})${others}`;
}
