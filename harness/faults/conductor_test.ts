import assert from "node:assert/strict";
import { exitCode, NotReady, Refusal, wrongUsage } from "../errors.ts";
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { Fault, Stage } from "../lab.ts";
import { openConductor } from "./conductor.ts";

type Written = Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">;

function fault(name: string, target: string, log: string[], touched = 1): Fault {
  return {
    name,
    target,
    summary: "",
    targets: [target],
    lastsMs: 10,
    leastMs: 0,
    scope: "namespace",
    begin: (_stage, aim) => {
      log.push(`begin ${name} ${aim ?? ""}`.trim());
      return Promise.resolve({
        end: () => {
          log.push(`end ${name}`);
          return Promise.resolve({ touched });
        },
      });
    },
  };
}

function conduct(
  faults: Fault[],
  episodes: { name: string; beginMs: number; aim?: string }[],
  insistMs?: number,
) {
  const written: Written[] = [];
  const inForce = new Set<string>();
  const abort = new AbortController();
  const conductor = openConductor({
    faults,
    episodes: episodes.map((episode, i) => ({ ...episode, id: `f${i + 1}`, forMs: 30 })),
    stage: { onDisk: () => Promise.resolve() } as Stage,
    inForce,
    record: (event) => written.push(event),
    signal: abort.signal,
    insistMs,
  });
  return { conductor, written, inForce, abort };
}

Deno.test("each episode begins, is in force, ends, and says what it touched", async () => {
  const log: string[] = [];
  const it = conduct([fault("kill-relay", "relay", log, 3)], [{ name: "kill-relay", beginMs: 0 }]);
  const played = it.conductor.play();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert(it.inForce.has("kill-relay"));
  await played;
  assert(!it.inForce.has("kill-relay"));
  assert.deepEqual(it.written.map((event) => event.phase), ["begin", "end"]);
  assert.equal((it.written[1] as FaultEnd).touched, 3);
});

Deno.test("faults on the same target take turns, on others they do not", async () => {
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
  await it.conductor.play();
  const broker = log.filter((line) => line.includes("broker"));
  assert.deepEqual(broker, [
    "begin kill-broker",
    "end kill-broker",
    "begin pause-broker",
    "end pause-broker",
  ]);
  assert(log.indexOf("begin kill-relay") < log.indexOf("end kill-broker"));
});

Deno.test("an aim is handed on and written down as the target", async () => {
  const log: string[] = [];
  const it = conduct([fault("partition-network", "network", log)], [
    { name: "partition-network", beginMs: 0, aim: "relay-broker" },
  ]);
  await it.conductor.play();
  assert.deepEqual(log[0], "begin partition-network relay-broker");
  assert.equal(it.written[0].target, "relay-broker");
});

Deno.test("after an interrupt nothing begins, and what began is healed", async () => {
  const log: string[] = [];
  const it = conduct([fault("kill-relay", "relay", log), fault("pause-broker", "broker", log)], [
    { name: "kill-relay", beginMs: 0 },
    { name: "pause-broker", beginMs: 60_000 },
  ]);
  const played = it.conductor.play();
  await new Promise((resolve) => setTimeout(resolve, 10));
  it.abort.abort();
  await played;
  assert.deepEqual(log, ["begin kill-relay", "end kill-relay"]);
});

Deno.test("what a fault needs and stays away ends the run with one sentence, 69", async () => {
  const away: Fault = {
    ...fault("copy", "message", []),
    begin: () => Promise.reject(new Error("ECONNREFUSED")),
  };
  for (const [isInterrupted, limit] of [[false, "0.9"], [true, "0.3"]] as const) {
    const it = conduct([away], [{ name: "copy", beginMs: 0 }], 900);
    const played = it.conductor.play().catch((e) => e);
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (isInterrupted) it.abort.abort();
    const error = await played;
    assert(error instanceof Refusal);
    assert.equal(error.code, exitCode.unavailable);
    assert.equal(error.message, `What copy needs did not answer for ${limit} s: ECONNREFUSED`);
  }
});

Deno.test("a fault that turned into another one is written down as both", async () => {
  const stop: Fault = {
    ...fault("stop-login", "login", []),
    begin: () =>
      Promise.resolve({ end: () => Promise.resolve({ touched: 1, became: "kill-login" }) }),
  };
  const it = conduct([stop], [{ name: "stop-login", beginMs: 0 }]);
  await it.conductor.play();
  assert.deepEqual(it.written.map(({ id, name, phase }) => [id, name, phase]), [
    ["f1", "stop-login", "begin"],
    ["f1", "stop-login", "end"],
    ["f1-became", "kill-login", "begin"],
    ["f1-became", "kill-login", "end"],
  ]);
});

Deno.test("a fault whose server another fault took away asks again; wrong usage is said at once", async () => {
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
  await it.conductor.play();
  assert.deepEqual(log, ["try", "try", "try"]);
  assert.equal((it.written[1] as FaultEnd).touched, 5);

  const wrong = { ...flaky, begin: () => Promise.reject(wrongUsage("no such aim")) };
  await assert.rejects(
    conduct([wrong], [{ name: "copy", beginMs: 0 }]).conductor.play(),
    /no such/,
  );
});
