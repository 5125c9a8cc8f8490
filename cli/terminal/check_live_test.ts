import assert from "node:assert/strict";
import type { CaseResult } from "../../harness/matrix/result.ts";
import { caseLine, CheckState, openCheckLive } from "./check_live.ts";

const one: CaseResult = {
  lab: "outbox",
  variant: "status",
  broker: "kafka",
  chaos: "kill-broker",
  seed: 1,
  expected: "kept",
  breaks: null,
  verdict: "kept",
  right: true,
  why: null,
  run: "r1",
  wallMs: 3_140,
  phasesMs: {},
  attempts: [],
  command: "",
};
const wrong: CaseResult = { ...one, verdict: "broken", right: false, why: "1 lost", wallMs: 5_000 };

Deno.test("the line of a case that is not right says why, and names its run", () => {
  assert.equal(caseLine(one, "3/9"), "3/9  right      outbox/status kafka kill-broker  3.1 s");
  assert.equal(
    caseLine(wrong, "4/9"),
    "4/9  WRONG      outbox/status kafka kill-broker  5.0 s: 1 lost (run r1)",
  );
});

Deno.test("the line counts finished and wrong cases, the time left and the slow cases", () => {
  const state = new CheckState({ planned: 12, done: 2, lanes: 2 });
  assert.equal(state.line(0), " 2/12  2 lanes  10 left");
  for (let i = 0; i < 3; i++) {
    state.begin(1, one, i * 4_000);
    state.end(1, i === 1 ? wrong : one);
  }
  state.begin(2, { ...one, chaos: "pause-broker" }, 12_000);
  assert.equal(
    state.line(12_000),
    " 5/12  2 lanes  28 s left  1 WRONG  now outbox/status kafka pause-broker  " +
      "slowest outbox/status kafka kill-broker 5.0 s",
  );
});

Deno.test("without a terminal each case gets a line; on a terminal only a case that is not right", () => {
  for (const isTTY of [false, true]) {
    let text = "";
    using live = openCheckLive({ isTTY, columns: 120, write: (more) => text += more }, {
      planned: 2,
      done: 0,
      lanes: 1,
    });
    live.begin(1, one);
    live.end(1, one);
    live.end(1, wrong);
    assert.equal(text.includes("1/2  right"), !isTTY);
    assert(text.includes("2/2  WRONG"));
  }
});
