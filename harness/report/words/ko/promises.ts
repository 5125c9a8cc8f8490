import type { Catalogue } from "../en/mod.ts";
import { said } from "../said.ts";
import { recorded } from "./recorded.ts";

export const promises: Catalogue["promises"] = {
  title: "약속",
  none: "적용되는 약속이 없습니다.",
  caption: "변형이 약속한 것과 데이터베이스에서 확인한 것",
  head: ["약속", "판정", "이유", "위협한 것", "적용 범위"],
  verdicts: { kept: "지켜짐", broken: "깨짐", unknown: "판정 불가" },
  untested: (verdict) => `${verdict}, 위협받지 않음`,
  threatUnseen: "확인할 수 없음",
  threatNone: "위협받지 않음",
  hazard: (name, count, source) => said`${name} ${count} (${recorded(source)})`,
  anyFault: "모든 장애",
  anyFaultBut: (faults) => `다음을 뺀 모든 장애: ${faults.join(", ")}`,
  noFault: "장애 없음",
};
