import type { Catalogue } from "../en/mod.ts";

export const anomalies: Catalogue["anomalies"] = {
  title: "이상 현상",
  none: "관측된 것이 없습니다.",
  caption: "검사기가 찾은 것",
  head: ["이상 현상", "수", "구분", "처음 작업들"],
  names: {
    lost: "유실",
    duplicate: "중복",
    phantom: "팬텀",
    outOfOrder: "순서 뒤바뀜",
    corrupted: "값 달라짐",
    pending: "대기",
    recovered: "복구됨",
    redelivered: "재전달",
    aside: "격리",
  },
  standings: { none: "없음", observed: "관측됨", broken: "깨짐" },
  note:
    "깨짐: 어떤 약속이 금지하는 것입니다. 관측됨: 이 변형의 어떤 약속도 금지하지 않는 것입니다.",
};
