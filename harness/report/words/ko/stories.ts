import type { Catalogue } from "../en/mod.ts";
import { count } from "./amounts.ts";

export const stories: Catalogue["stories"] = {
  title: (hasDay) => `작업 하나${hasDay ? " 또는 영업일 하루" : ""}의 이력`,
  operation: (op) => `작업 ${op}`,
  day: (date) => `영업일 ${date}`,
  caption: (op) => `작업 ${op}의 이벤트`,
  dayCaption: (date) => `영업일 ${date}의 이벤트`,
  head: ["시각", "이벤트", "내용"],
  noTime: "시각 없음",
  titles: {
    lost: "유실",
    duplicate: "두 번 이상 적용됨",
    phantom: "적용되었지만 일어난 적이 없음",
    outOfOrder: "너무 늦게 적용됨",
    pending: "기다리고 있고, 아무것도 움직이지 않음",
  },
  someTarget: "어떤 대상",
  acknowledgedOnly: "성공을 알렸지만 원본에 없습니다",
  nothingIn: (targets) => `그리고 다음 대상에는 아무것도 없습니다: ${targets}`,
  noEffect: "그 뒤로 아무것도 없습니다. 효과가 없습니다",
  effects: (amount) => `작업 하나에 효과가 ${count(amount, "번")} 있습니다`,
  effectNoOk: "효과는 있지만 ok가 없습니다",
  effectNoCommit: "효과는 있지만 커밋이 없습니다",
  overtaken: "같은 키의 나중 작업이 이 작업보다 먼저 적용되었습니다",
  stillWaits: (targets) =>
    `그 뒤로 아무것도 없습니다. 다음 대상에 효과가 없고 아직 기다리고 있습니다: ${targets}`,
  corrupted: {
    value: "다른 값으로 적용됨",
    key: "다른 키에 적용됨",
    both: "다른 값으로, 다른 키에 적용됨",
    unclear: "효과의 값이 invoke의 값과 다릅니다",
    ofEffect: "효과",
    ofEffectAndCommit: "효과와 커밋",
    wrongKey: (whose, wrong, owner, right) =>
      `${whose}의 키는 ${wrong}이고, ${owner}의 키는 ${right}입니다`,
    wrongValue: (wrong, right) => `효과의 값은 ${wrong}이고, invoke의 값은 ${right}입니다`,
    spellings: (one, other) => `같은 글자를 다른 Unicode 정규형으로 적은 것, ${one}와 ${other}`,
    noForm: "정규형이 아닌 것",
  },
  lateDay: {
    title: "늦음",
    loadedLate: "적재되었지만, 그 전에 마감이 지났습니다",
    notLoaded: "마감이 지났고, 적재되지 않았습니다",
  },
  otherTotals: {
    title: "대상의 합계가 다름",
    moral: "대상에 있는 것이 쿼리가 찾은 것과 다릅니다",
  },
  goneFile: {
    title: "파일이 사라짐",
    moral: "파일을 보냈지만, 적재되지도 않았고 어느 폴더에도 없습니다",
  },
};
