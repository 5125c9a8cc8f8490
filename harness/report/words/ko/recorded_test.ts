import assert from "node:assert/strict";
import { recorded } from "./recorded.ts";

const korean: [english: string, korean: string][] = [
  ["broker log", "브로커 로그"],
  ["history", "히스토리"],
  ["kill-worker", "kill-worker"],
  ["toString", "toString"],
  ["failpoint relay:after-mark", "페일포인트 relay:after-mark"],
  ["insert refused by processed_messages", "processed_messages 테이블이 거부한 삽입"],
  ["in hand of reader", "reader 역할이 쥐고 있던 것"],
  ["deadline; backlog 3", "시간 초과; 백로그 3"],
  [
    "all stands still; backlog 3, consumer lag 12",
    "아무것도 움직이지 않음; 백로그 3, 컨슈머 랙 12",
  ],
  [
    "relay:after-mark was passed 2 times, not 3 times",
    "페일포인트 relay:after-mark: 2번만 통과했고, 3번째 통과는 없었습니다",
  ],
  [
    "relay:after-mark was passed once, never with operation 17",
    "페일포인트 relay:after-mark: 1번 통과했지만, 작업 17의 통과는 없었습니다",
  ],
];

Deno.test("clauses of the harness are Korean, and names stay", () => {
  for (const [english, said] of korean) assert.equal(recorded(english), said);
});

Deno.test("an unknown clause stays English, is marked, and cannot add markup", () => {
  assert.equal(
    String(recorded("quiet for 3 s; <b>judged</b> by effects")),
    '3 s 동안 아무것도 움직이지 않음; <span lang="en">&lt;b&gt;judged&lt;/b&gt; by effects</span>',
  );
  assert.equal(String(recorded("failpoint <b>")), "페일포인트 <b>", "text is escaped by the page");
});
