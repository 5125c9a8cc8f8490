import { duration } from "../amounts.ts";
import type { Catalogue } from "../en/mod.ts";
import { english, said } from "../said.ts";
import { recorded } from "./recorded.ts";

export const faults: Catalogue["faults"] = {
  title: "장애",
  none: "일부러 망가뜨린 것이 없습니다.",
  caption: "장애와 그 시각(실행 시작부터)",
  head: ["장애", "대상", "시작", "끝", "영향받은 수", "방법", "효과"],
  notKnown: "알 수 없음",
  by: recorded,
  effective: "효과 있음",
  provesNothing: "증명하는 것이 없음",
  halted: "중단(halt):",
  halt: (role, atMs, why, under) => {
    const when = atMs === null ? "" : ` ${duration(atMs)}에`;
    const cause = under === null ? "" : `, 장애 ${under} 뒤`;
    return said`${role}${when}${cause}: ${english(why)}`;
  },
};
