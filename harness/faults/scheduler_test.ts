import assert from "node:assert/strict";
import { exitCode, NotReady, Refusal, wrongUsage } from "../errors.ts";
import type { FaultEnd } from "../history/event.ts";
import type { Ended, Fault } from "../contract/lab.ts";
import { conduct, fault } from "./scheduler_testing.ts";

Deno.test("each episode begins, is in force, ends, and says what it touched", async () => {
  const log: string[] = [];
  const it = conduct([fault("kill-relay", "relay", log, 3)], [{ name: "kill-relay", beginMs: 0 }]);
  const played = it.scheduler.play();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert(it.inForce.has("kill-relay"));
  await played;
  assert(!it.inForce.has("kill-relay"));
  assert.deepEqual(it.written.map((event) => event.phase), ["begin", "end"]);
  assert.equal((it.written[1] as FaultEnd).touched, 3);
});

Deno.test("a fault that touched something is a hazard, with the count that it touched", async () => {
  const log: string[] = [];
  const idle = { ...fault("pause-broker", "broker", log), begin: () => ended({ touched: 0 }) };
  const own = {
    ...fault("lose-broker", "broker", log),
    begin: () => ended({ touched: 9, hazards: [{ name: "unconfirmed-send", count: 2 }] }),
  };
  const late = {
    ...fault("stop-broker", "broker", log),
    begin: () => ended({ touched: 1, ineffective: "it came too late" }),
  };
  const faults = [
    ...[fault("kill-broker", "broker", log, 3), fault("kill-relay", "relay", log)],
    ...[idle, own, late],
  ];
  const it = conduct(faults, faults.map(({ name }) => ({ name, beginMs: 0 })));
  await it.scheduler.play();
  assert.deepEqual(it.hazards.sort(), [
    "receiver-away 3 kill-broker",
    "unconfirmed-send 2 lose-broker",
  ]);
});

const ended = (end: Ended) => Promise.resolve({ end: () => Promise.resolve(end) });

Deno.test("faults on the same target take turns, and faults on different targets do not", async () => {
  const log: string[] = [];
  const faults = [
    fault("kill-broker", "broker", log),
    fault("pause-broker", "broker", log),
    fault("kill-relay", "relay", log),
  ];
  const it = conduct(faults, [
    { name: "kill-broker", beginMs: 0 },
    { name: "pause-broker", beginMs: 5 },
    { name: "kill-relay", beginMs: 10 },
  ]);
  await it.scheduler.play();
  const broker = log.filter((line) => line.includes("broker"));
  assert.deepEqual(broker, [
    "begin kill-broker",
    "end kill-broker",
    "begin pause-broker",
    "end pause-broker",
  ]);
  assert(log.indexOf("begin kill-relay") < log.indexOf("end kill-broker"));
});

Deno.test("an aim is passed on and recorded as the target", async () => {
  const log: string[] = [];
  const it = conduct([fault("partition-network", "network", log)], [
    { name: "partition-network", beginMs: 0, aim: "relay-broker" },
  ]);
  await it.scheduler.play();
  assert.deepEqual(log[0], "begin partition-network relay-broker");
  assert.equal(it.written[0].target, "relay-broker");
});

Deno.test("after an interrupt no fault begins, and begun faults are healed", async () => {
  const log: string[] = [];
  const it = conduct([fault("kill-relay", "relay", log), fault("pause-broker", "broker", log)], [
    { name: "kill-relay", beginMs: 0 },
    { name: "pause-broker", beginMs: 60_000 },
  ]);
  const played = it.scheduler.play();
  await new Promise((resolve) => setTimeout(resolve, 10));
  it.abort.abort();
  await played;
  assert.deepEqual(log, ["begin kill-relay", "end kill-relay"]);
});

Deno.test("the run ends with one sentence and exit code 69 if a server that a fault needs stays away", async () => {
  const gone = () => Promise.reject(new Error("ECONNREFUSED"));
  const begins: Fault = { ...fault("copy", "message", []), begin: gone };
  const ends: Fault = {
    ...fault("copy", "message", []),
    begin: () => Promise.resolve({ end: gone }),
  };
  for (
    const [away, isInterrupted, limit] of [[begins, false, "0.9"], [ends, true, "0.3"]] as const
  ) {
    const it = conduct([away], [{ name: "copy", beginMs: 0 }], 900);
    const played = it.scheduler.play().catch((e) => e);
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (isInterrupted) it.abort.abort();
    const error = await played;
    assert(error instanceof Refusal);
    assert.equal(error.code, exitCode.unavailable);
    assert.equal(
      error.message,
      `A server that copy needs did not answer for ${limit} s: ECONNREFUSED`,
    );
  }
});

Deno.test("an interrupt ends the retries of a fault that could not begin", async () => {
  let asked = 0;
  const late: Fault = {
    ...fault("kill-leader", "broker", []),
    begin: () => (asked++, Promise.reject(new Error("nobody leads"))),
  };
  const it = conduct([late], [{ name: "kill-leader", beginMs: 0 }]);
  const played = it.scheduler.play().catch((error: Error) => error.message);
  await new Promise((resolve) => setTimeout(resolve, 10));
  it.abort.abort();
  assert.equal(await played, "nobody leads");
  assert.equal(asked, 2);
});

Deno.test("a fault that turned into another one is recorded as both", async () => {
  const stop: Fault = {
    ...fault("stop-login", "login", []),
    begin: () =>
      Promise.resolve({ end: () => Promise.resolve({ touched: 1, became: "kill-login" }) }),
  };
  const it = conduct([stop], [{ name: "stop-login", beginMs: 0 }]);
  await it.scheduler.play();
  assert.deepEqual(it.written.map(({ id, name, phase }) => [id, name, phase]), [
    ["f1", "stop-login", "begin"],
    ["f1", "stop-login", "end"],
    ["f1-became", "kill-login", "begin"],
    ["f1-became", "kill-login", "end"],
  ]);
});

Deno.test("a fault retries while another fault keeps its server away, and wrong usage is thrown at once", async () => {
  const log: string[] = [];
  const answers = [new Error("ECONNREFUSED"), new NotReady("no leader yet")];
  const flaky: Fault = {
    ...fault("copy", "message", log),
    begin: () => {
      log.push("try");
      const answer = answers.shift();
      if (answer) return Promise.reject(answer);
      return Promise.resolve({ end: () => Promise.resolve({ touched: 5 }) });
    },
  };
  const it = conduct([flaky], [{ name: "copy", beginMs: 0 }]);
  await it.scheduler.play();
  assert.deepEqual(log, ["try", "try", "try"]);
  assert.equal((it.written[1] as FaultEnd).touched, 5);

  const wrong = { ...flaky, begin: () => Promise.reject(wrongUsage("no such aim")) };
  await assert.rejects(
    conduct([wrong], [{ name: "copy", beginMs: 0 }]).scheduler.play(),
    /no such/,
  );
});
