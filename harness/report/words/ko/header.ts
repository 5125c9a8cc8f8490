import type { Catalogue } from "../en/mod.ts";
import { said } from "../said.ts";

export const header: Catalogue["header"] = {
  verdicts: { kept: "지켜짐", broken: "깨짐", unknown: "판정 불가" },
  history: "히스토리",
  over: (name, broker) => `${name} (브로커 ${broker})`,
  run: (id) => said`실행 ${id}`,
  seed: (seed) => said`시드 ${seed}`,
  runtime: (name) => `런타임 ${name}`,
  leftOutInPrint: "화면의 페이지에는 더 있습니다: 계획, 장애, 모든 차트, 백분위수, 이야기, " +
    "작업과 행의 긴 목록, 히스토리.",
  notPowerLoss: "프로세스를 죽인 것(kill)은 정전이 아닙니다. fsync는 시험하지 않았습니다",
};
