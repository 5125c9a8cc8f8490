import type { Catalogue } from "../en/mod.ts";
import { english, said } from "../said.ts";
import { count } from "./amounts.ts";

export const reason: Catalogue["reason"] = {
  broken: (name, why, others) =>
    said`${name}: ${why}${
      others.length === 0 ? "" : ` (깨진 약속이 더 있습니다: ${others.join(", ")})`
    }`,
  noPromise: "여기에 적용되는 약속이 없습니다",
  kept: (promises, operations, faults) =>
    `약속 ${count(promises, "개")}가 작업 ${count(operations, "건")}에서 모두 지켜졌습니다` +
    (faults.length === 0 ? " (장애 없음)" : ` (장애: ${faults.join(", ")})`),
  observed: (anomalies) =>
    `. 어떤 약속도 금지하지 않는 이상 현상이 관측되었습니다: ${anomalies.join(", ")}`,
  counted: (amount, anomaly) => `${anomaly} ${count(amount, "건")}`,
  notApplied: (amount) => `. 그중 ${count(amount, "건")}은 적용되지 않았습니다`,
  halted: (role, why) => said`. ${role} 역할이 중단(halt)했습니다: ${english(why)}`,
  unshownMistake: (variant, breaks) =>
    `${variant === null ? "이 변형" : `변형 ${variant}`}에는 알려진 실수가 있지만(${breaks}), ` +
    "이번 실행에서는 드러나지 않았습니다. --chaos worst-case를 쓰면 드러납니다",
};
