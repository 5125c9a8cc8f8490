import assert from "node:assert/strict";
import { ProgramError, runProgram, which } from "./programs.ts";

Deno.test("a program's outputs come back, its input and environment reach it", async () => {
  const output = await runProgram("sh", ["-c", 'cat; echo "$WORD" >&2'], {
    input: "in\n",
    env: { WORD: "told" },
  });
  assert.deepEqual(output.split("\n").sort(), ["", "in", "told"]);
});

Deno.test("a program's error has the output line that explains most", async () => {
  const script = "echo starting; echo 'ERROR: no such host' >&2; echo 'see the log' >&2; exit 3";
  const error = await runProgram("sh", ["-c", script]).catch((error) => error);
  assert.ok(error instanceof ProgramError);
  assert.equal(error.message, "sh failed (exit code 3): ERROR: no such host");
  await assert.rejects(runProgram("/no/such/program", []), ProgramError);
});

Deno.test("an abort ends the program and all that it started", async () => {
  const controller = new AbortController();
  const running = runProgram("sh", ["-c", "sleep 60 | sleep 60"], { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 50);
  // The pipes close only when the last process has ended.
  await assert.rejects(running, /enough/);
});

Deno.test("a program that does not end fails, and is killed with all that it started", async () => {
  const error = await runProgram("sh", ["-c", "echo on it; sleep 60 | sleep 60"], { limitMs: 50 })
    .catch((error) => error);
  assert.ok(error instanceof ProgramError);
  assert.equal(error.message, "sh failed (it did not end within 0.05 s): on it");
});

Deno.test("a program that is ended when it writes an agreed word has not failed", async () => {
  const script = "trap 'exit 143' TERM; echo ready; while :; do sleep 0.01; done";
  assert.equal(await runProgram("sh", ["-c", script], { endWhen: "ready" }), "ready\n");
});

Deno.test("a program is found on PATH only", () => {
  assert.match(which("sh")!, /\/sh$/);
  assert.equal(which("no such program"), null);
});
