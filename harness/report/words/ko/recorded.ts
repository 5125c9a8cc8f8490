/**
 * Clauses that the harness writes into a history in English: where a hazard was seen, the means of a
 * fault, why a run came to rest. A history has them as text, so they are known by their words; what
 * is not known here stays English, and is marked.
 */
import { visible } from "../../visible.ts";
import { english, joined, type Said } from "../said.ts";

/** @param text clauses, joined by `; ` */
export const recorded = (text: string): Said => joined(text.split("; ").map(clause), "; ");

function clause(text: string): Said {
  // A name: that of a fault, a role.
  if (/^[\w#-]+$/.test(text)) return Object.hasOwn(whole, text) ? whole[text] : text;
  if (Object.hasOwn(whole, text)) return whole[text];
  for (const [form, words] of forms) {
    const match = form.exec(text);
    if (match !== null) return words(...match.slice(1).map((part) => part && visible(part)));
  }
  return english(text);
}

const whole: Readonly<Record<string, string>> = {
  "answers": "응답",
  "broker log": "브로커 로그",
  "business clock": "영업 시계",
  "commits and effects": "커밋과 효과",
  "history": "히스토리",
  "impostor": "가짜 서버",
  "process namespace": "프로세스 네임스페이스",
  "process tree": "프로세스 트리",
  "deadline": "시간 초과",
  "at rest": "모두 멈춤",
  "all stands still": "아무것도 움직이지 않음",
  "no count could be taken": "한 번도 세지 못함",
  "nothing was committed": "커밋된 것이 없었습니다",
  "nothing was uploaded": "올라간 파일이 없었습니다",
  "nobody tried to write there": "그곳에 쓰려고 한 것이 없었습니다",
  "no file came that it can change": "바꿀 수 있는 파일이 오지 않았습니다",
};

const forms: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^failpoint (\S+)$/, (point) => `페일포인트 ${point}`],
  [/^requests to (\S+)$/, (role) => `${role} 역할이 받은 요청`],
  [/^insert refused by (\S+)$/, (table) => `${table} 테이블이 거부한 삽입`],
  [/^in hand of (\S+)$/, (role) => `${role} 역할이 쥐고 있던 것`],
  [/^backlog (\d+)$/, (backlog) => `백로그 ${backlog}`],
  [/^backlog (\d+), consumer lag (\d+)$/, (backlog, lag) => `백로그 ${backlog}, 컨슈머 랙 ${lag}`],
  [/^quiet for ([\d.]+ s)$/, (time) => `${time} 동안 아무것도 움직이지 않음`],
  [
    /^nothing moved for ([\d.]+ s) with every role up: what is missing is lost$/,
    (time) => `모든 역할이 살아 있는데 ${time} 동안 아무것도 움직이지 않음(없는 것은 유실)`,
  ],
  [/^(\S+) was never passed$/, (point) => `페일포인트 ${point}: 한 번도 통과하지 않았습니다`],
  [
    /^(\S+) was passed (once|\d+ times), not (\d+) times$/,
    (point, passed, nth) =>
      `페일포인트 ${point}: ${timesOf(passed)}만 통과했고, ${nth}번째 통과는 없었습니다`,
  ],
  [
    /^(\S+) was passed (once|\d+ times), never with operation (\d+)$/,
    (point, passed, op) =>
      `페일포인트 ${point}: ${timesOf(passed)} 통과했지만, 작업 ${op}의 통과는 없었습니다`,
  ],
];

/** `once`, `3 times`. */
const timesOf = (often: string): string => often === "once" ? "1번" : `${parseInt(often)}번`;
