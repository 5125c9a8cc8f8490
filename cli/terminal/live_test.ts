import assert from "node:assert/strict";
import type { LiveState } from "../../harness/run/run_options.ts";
import { eventLine, openLive, statusLine } from "./live.ts";

const state: LiveState = {
  phase: "drive",
  load: { planned: 120, sent: 118, dropped: 0, ok: 110, fail: 5, info: 0, inFlight: 3 },
  progress: { committed: 110, sent: 90, applied: 80, backlog: 20, lag: 10 },
  faultsOn: ["kill-broker"],
};

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) };
}

Deno.test("the status line counts planned, committed, sent, applied and waiting operations", () => {
  const line = statusLine(state, "1.0");
  for (const part of ["planned 120", "committed 110", "sent 90", "applied 80", "backlog 20"]) {
    assert(line.includes(part), part);
  }
  assert(line.includes("! kill-broker"));
});

Deno.test("each phase gets one line without control characters when there is no terminal", () => {
  const to = screen(false);
  using live = openLive(to);
  for (let i = 0; i < 5; i++) live.show(state);
  live.show({ ...state, phase: "drain" });
  assert.equal(to.written.length, 2);
  // deno-lint-ignore no-control-regex -- the test looks for control characters
  assert(!/[\x1b\r]/.test(to.written.join("")));
});

Deno.test("one line is redrawn on a terminal, and is never wider than the terminal", () => {
  const to = screen(true);
  using live = openLive(to);
  for (let i = 0; i < 5; i++) live.show(state);
  const lines = to.written.filter((text) => !text.startsWith("\r"));
  assert(lines.every((line) => line.length < 60 && !line.includes("\n")));
});

Deno.test("a fault that touched nothing says so", () => {
  const fault = { at: 1, kind: "fault", id: "f1", name: "kill-relay", target: "relay" } as const;
  assert.match(eventLine({ ...fault, phase: "end", touched: 0 })!, /touched nothing/);
  assert.match(eventLine({ ...fault, phase: "end", touched: 4 })!, /touched 4/);
});

Deno.test("a process that ends by itself is shown, but a graceful end is not", () => {
  const exit = { at: 1, kind: "process", role: "relay", phase: "exit" } as const;
  assert.match(eventLine({ ...exit, code: 1 })!, /relay ended \(exit code 1\)/);
  assert.equal(eventLine({ ...exit, code: 0 }), null);
  assert.equal(
    eventLine({ ...exit, code: 1, why: "nothing fetched" }),
    "! relay ended (exit code 1: nothing fetched), and is started again",
  );
});

Deno.test("a halt is shown once, with its reason", () => {
  const exit = { at: 1, kind: "process", role: "relay", phase: "exit", code: 78 } as const;
  assert.equal(eventLine(exit), null);
  assert.equal(
    eventLine({ at: 1, kind: "halted", role: "relay", why: "the slot is gone" }),
    "! relay halted: the slot is gone; it is not started again",
  );
});
