/** What happened to an operation: one sentence for each of its events, without its full stop. */
import { clock } from "../../explain/words.ts";
import { visible as text } from "../../visible.ts";
import type { Catalogue } from "../en/mod.ts";
import { english, type Said, said } from "../said.ts";
import { count } from "./amounts.ts";
import { recorded } from "./recorded.ts";

export const facts: Catalogue["explanation"]["facts"] = {
  "called": ({ key, rollsBack }) =>
    `호출자가 보냈습니다${key === null ? "" : ` (키 ${text(key)})`}` +
    (rollsBack ? ". 업무가 롤백하기로 계획된 작업입니다" : ""),
  "not-called": () => "보내지 않았습니다. 진행 중인 작업이 너무 많았습니다",
  "answered": ({ outcome, reason }) =>
    outcome === "ok"
      ? "호출자가 ok를 받았습니다"
      : outcome === "fail"
      ? said`호출자가 거절당했습니다${because(reason)}`
      : said`호출자가 분명한 응답을 받지 못했습니다${because(reason)}`,
  "committed": ({ where, place, writtenMs }) =>
    "원본이 커밋했습니다" +
    (place === null || where === null ? "" : ` (${rowIn(where, place)})`) +
    (writtenMs === null ? "" : `. 그 행은 ${clock(writtenMs)}에 썼습니다`),
  "not-committed": () => "원본은 커밋하지 않았습니다",
  "sent": ({ role, attempt, times }) =>
    `${text(role)} 역할이 보냈습니다` + within([
      ...(attempt > 1 ? [`${attempt}번째 시도`] : []),
      ...(times > 1 ? [count(times, "번")] : []),
    ]),
  "not-sent": () => "그 뒤로 아무도 보내지 않았습니다",
  "stored": ({ copy }) =>
    copy === 1 ? "브로커가 저장했습니다" : `브로커가 ${copy}번째 사본을 저장했습니다`,
  "not-stored": () => "브로커에 이 작업의 사본이 없습니다",
  "marked": ({ where }) => `${text(where)} 쪽에 표시되었습니다`,
  "not-marked": () => "그 행은 표시된 적이 없습니다",
  "delivered": ({ role, times, lastMs }) =>
    `${text(role)} 역할이 받았습니다` + within([
      ...(times > 1 ? [count(times, "번")] : []),
      ...(times > 1 && lastMs !== null ? [`${clock(lastMs)}까지`] : []),
    ]),
  "not-delivered": () => "아무도 받지 못했습니다",
  "not-delivered-again": () => "다시 전달되지 않았습니다",
  "applied": ({ target, nth }) =>
    nth === 1
      ? `대상 ${text(target)}에 적용되었습니다`
      : `대상 ${text(target)}에 다시 적용되었습니다 (${nth}번째 효과)`,
  "not-applied": ({ targets }) =>
    targets.length === 0
      ? "어떤 대상에도 적용되지 않았습니다"
      : `다음 대상에 적용되지 않았습니다: ${targets.map(text).join(", ")}`,
  "changes-applied": ({ transactions, applied, of }) =>
    transactions.length === 1
      ? `${changes(applied, of)} 한 트랜잭션에서 적용되었습니다`
      : `${changes(applied, of)} 트랜잭션 ${
        count(transactions.length, "개")
      }에 나뉘어 적용되었습니다: ${transactions.slice(0, 6).join(", ")}${
        transactions.length > 6 ? ", …" : ""
      }`,
  "set-aside": ({ where, reason }) => said`${text(where)} 쪽으로 격리되었습니다${because(reason)}`,
  "row-left": ({ where, place, state, owner }) => {
    const row = rowIn(where, place);
    if (state === "waiting") return `${row}: 아직 기다리고 있습니다`;
    if (state === "taken") {
      return `${row}: 가져간 상태입니다${owner === null ? "" : ` (소유자 ${text(owner)})`}`;
    }
    if (state === "set-aside") return `${row}: 격리되었습니다`;
    return state === "deleted" ? `${row}: 삭제되었습니다` : `${row}: 상태가 ${text(state)}입니다`;
  },
  "fault": ({ name, target, endMs, marksIt }) =>
    `${struck(name, target)}${endMs === null ? "" : ` (${clock(endMs)}까지)`}` +
    (marksIt ? ". 이 작업에 일으킨 장애입니다" : ""),
  "ended": ({ role, signal, exitCode }) =>
    `${text(role)} 역할의 프로세스가 끝났습니다 (${
      signal === null ? `종료 코드 ${exitCode}` : text(signal)
    })`,
  "back": ({ role }) => `${text(role)} 역할이 다시 준비되었습니다`,
  "halted": ({ role, why }) =>
    said`${text(role)} 역할이 스스로 멈췄습니다${because(why === "" ? null : why)}`,
  "position": ({ reader, where, place }) =>
    `${text(reader)} 역할이 위치를 저장했습니다: ${rowIn(where, place)}`,
  "confirmed": ({ place }) =>
    `슬롯이 ${text(place)}까지 확인되었습니다. 서버는 그 앞의 것을 다시 보내지 않습니다`,
  "other-committed": (other) => `원본이 커밋했습니다: ${placed(other)}`,
  "other-sent": ({ role, times, ...other }) =>
    `${text(role)} 역할이 보냈습니다: ${placed(other)}${
      times > 1 ? `, ${count(times, "번")} 가운데 마지막` : ""
    }`,
  "other-stored": (other) => `브로커가 저장했습니다: ${placed(other)}`,
  "other-marked": (other) => `표시되었습니다: ${placed(other)}`,
  "other-left": ({ count: rows, ...other }) =>
    `원본이 커밋했습니다: ${placed(other)}. 역시 어떤 쿼리도 가져가지 않은 뒤의 ${
      count(rows, "행")
    } 가운데 첫 번째입니다`,
  "other-applied": ({ target, ...other }) =>
    `같은 키의 나중 작업이 대상 ${text(target)}에 적용되었습니다: ${placed(other)}`,
  "file": ({ date, attempt, state }) =>
    `${text(date)} 파일(시도 ${attempt}): ${fileWords[state] ?? `${text(state)}에 있습니다`}`,
  "day-totals": ({ date, queried, loaded }) =>
    `${text(date)}: 쿼리는 ${count(queried ?? 0, "행")}을 찾았고, 대상에는 ${
      count(loaded ?? 0, "행")
    }이 있습니다`,
  "stop": ({ name, date, business }) =>
    `영업 시계가 ${text(date)}의 ${stopWords[name] ?? text(name)} 시각을 지났습니다 (${
      text(business)
    })`,
  "value": ({ called, applied }) =>
    `효과의 값은 "${cut(applied)}"이고, 호출자가 보낸 값은 "${cut(called)}"입니다`,
  "hazard": ({ name, source }) =>
    said`위험: ${text(name)}${source === null ? "" : said` (${recorded(source)})`}`,
  "drained": ({ complete }) => complete ? "모두 멈추고 비워졌습니다" : "끝까지 비워지지 않았습니다",
};

const because = (reason: string | null): Said => reason === null ? "" : said`: ${english(reason)}`;

const changes = (applied: number, of: number | null): string =>
  of === null || applied >= of ? "변경이" : `변경 ${of}개 가운데 ${applied}개가`;

const within = (parts: readonly string[]): string =>
  parts.length === 0 ? "" : ` (${parts.join(", ")})`;

const placed = ({ op, place }: { readonly op: number; readonly place: string | null }): string =>
  place === null ? `작업 ${op}` : `행 ${text(place)} (작업 ${op})`;

const rowIn = (where: string, place: string): string =>
  where === "log" ? `로그의 ${text(place)}` : `${text(where)}의 행 ${text(place)}`;

const cut = (value: string): string => text(value.length > 40 ? `${value.slice(0, 40)}…` : value);

const fileWords: Readonly<Record<string, string>> = {
  sent: "보냈습니다",
  loaded: "적재되었습니다",
  inbox: "받은 폴더(inbox)에 있습니다",
  done: "적재된 파일의 폴더(done)에 있습니다",
  rejected: "거부되었습니다",
  aside: "격리되었습니다",
  lost: "장애가 없앴습니다",
};

const stopWords: Readonly<Record<string, string>> = {
  schedule: "예정",
  check: "점검",
  deadline: "마감",
};

const pointWords: Readonly<Record<string, string>> = {
  crash: "죽였습니다",
  fail: "실패하게 했습니다",
  hold: "붙잡았습니다",
};

const struck = (name: string, target: string): string =>
  Object.hasOwn(pointWords, name)
    ? `페일포인트 ${text(target)}에서 ${pointWords[name]}`
    : `장애 ${text(name)}, 대상 ${text(target)}`;
