/** Words for the reasons why a fault proves nothing. */
import type { FaultPhrase } from "../../../../check/effectiveness.ts";
import type { Moved } from "../../../../check/motion.ts";
import { duration } from "../../amounts.ts";
import { type Said, said } from "../../said.ts";
import { type AnyWords, clauseIn, type Words } from "../../words.ts";
import { count } from "../amounts.ts";
import { recorded } from "../recorded.ts";

export const faults: Words<FaultPhrase, Said> = {
  "said-ineffective": ({ why }) => recorded(why),
  "pass-never-came": ({ why }) => recorded(why),
  "touched-nothing": ({ afterLoadMs }) => `아무것도 건드리지 못했습니다${late(afterLoadMs)}`,
  "no-begin": () => "시작이 없습니다",
  "no-end": () => "끝이 없습니다",
  "touched-unknown": () => "무엇을 건드렸는지 적혀 있지 않습니다",
  "nothing-under-way": ({ afterLoadMs }) => `진행 중인 작업이 없었습니다${late(afterLoadMs)}`,
  "nothing-held-up": ({ graceMs, afterLoadMs }) =>
    `어떤 작업도 늦추지 못했습니다. 진행 중이던 것이 ${graceMs} ms 안에 모두 끝났습니다${
      late(afterLoadMs)
    }`,
  "moved-nevertheless": ({ role, fault, movements }) =>
    `${standstill(role, fault)}: ${movements.map(moved).join(", ")}. ` +
    "다른 무언가(래퍼의 자식, 컨테이너, 두 번째 프로세스)가 그 일을 하고 있습니다",
};

/** `kill-relay: 아무것도 건드리지 못했습니다`. */
export function ofFault(fault: string, target: string, why: FaultPhrase): Said {
  const what = fault.includes(target) ? fault : `${fault} (${target})`;
  return said`${what}: ${clauseIn(faults as AnyWords<Said>, why)!}`;
}

const late = (ms: number | null): string =>
  ms === null ? "" : ` (부하가 끝나고 ${duration(ms)} 뒤에 시작했습니다)`;

function standstill(role: string, fault: string): string {
  if (/^(kill|crash)\b/.test(fault)) return `${role} 역할은 죽인 동안에도 멎지 않았습니다`;
  if (/^pause\b/.test(fault)) return `${role} 역할은 멈춰 세운 동안에도 움직였습니다`;
  return `${role} 역할은 장애 ${fault} 동안에도 움직였습니다`;
}

function moved({ kind, target, count: amount, firstMs, lastMs, firstOp }: Moved): string {
  const what = `${kindWords[kind] ?? `${kind} 이벤트`} ${count(amount, "건")}` +
    (target === null ? "" : `, 대상 ${target}`);
  const when = firstMs === lastMs
    ? duration(firstMs)
    : `${duration(firstMs)}부터 ${duration(lastMs)}까지`;
  return `${what} (${when}, ${amount === 1 ? "" : "처음은 "}작업 ${firstOp})`;
}

const kindWords: Readonly<Record<string, string>> = {
  effect: "효과",
  marked: "보냈다고 표시된 작업",
  stored: "브로커에 저장된 메시지",
};
