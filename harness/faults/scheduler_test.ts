import assert from "node:assert/strict";
import { exitCode, NotReady, Refusal, wrongUsage } from "../errors.ts";
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { Fault, FaultContext, RoleProcess, Victim } from "../contract/lab.ts";
import { openFaultScheduler } from "./scheduler.ts";
import { parsePass } from "./failpoint_spec.ts";
import type { Episode } from "./episode.ts";
import { openTriggers } from "./triggers.ts";

type Written = Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">;

function fault(name: string, target: string, log: string[], touched = 1): Fault {
  return {
    name,
    aliases: [],
    verb: name.split("-")[0],
    thing: { name: target, aliases: [], scope: "namespace", offers: [] },
    target,
    summary: "",
    targets: [target],
    lastsMs: 10,
    leastMs: 0,
    scope: "namespace",
    begin: (_context, aim) => {
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
  retryMs?: number,
) {
  const written: Written[] = [];
  const inForce = new Set<string>();
  const abort = new AbortController();
  const scheduler = openFaultScheduler({
    faults,
    episodes: episodes.map((episode, i) => ({ ...episode, id: `f${i + 1}`, forMs: 30 })),
    context: { onDisk: () => Promise.resolve() } as FaultContext,
    triggers: openTriggers([], () => undefined),
    inForce,
    record: (event) => written.push(event),
    signal: abort.signal,
    retryMs,
  });
  return { scheduler, written, inForce, abort };
}

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

Deno.test("a server that a fault needs and that stays away ends the run with one sentence, 69", async () => {
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

Deno.test("a fault that could not begin before does not strike a run that was given up", async () => {
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

/** A role process that records what happens to it. */
const process = (id: string, log: string[], isReady = true) =>
  ({
    id,
    role: id.split("#")[0],
    isUp: true,
    isReady,
    incarnation: 1,
    kill: () => Promise.resolve(log.push(`kill ${id}`)),
  }) as unknown as RoleProcess;

/** A fault that kills one of these. */
const killing = (name: string, among: readonly Victim[], log: string[]): Fault => ({
  ...fault(name, "relay", log),
  victims: () => among,
  begin: async (_context, _aim, victim) => {
    await victim!.kill();
    return { end: () => Promise.resolve({ touched: 1 }) };
  },
});

/** Like `conduct`, with faults that begin at the same pass; `come` makes the pass as a role would. */
function conductAt(
  text: string,
  kinds: Fault | readonly Fault[],
  among: readonly RoleProcess[],
  isOver = false,
) {
  const faults = [kinds].flat();
  const episodes = faults.map(({ name }, i): Episode => ({
    id: `f${i + 1}`,
    name,
    pass: parsePass(text)!,
    forMs: 20,
  }));
  const triggers = openTriggers(
    episodes.map(({ pass }) => pass!),
    (id) => among.find((one) => one.id === id),
  );
  const written: Written[] = [];
  const inForce = new Set<string>();
  const abort = new AbortController();
  const context = {
    random: () => 0,
    isLoadOver: () => isOver,
    isUnderWay: () => Promise.resolve(false),
  } as unknown as FaultContext;
  const record = (event: Written) => written.push(event);
  const options = { faults, episodes, context, triggers, inForce, record };
  const played = openFaultScheduler({ ...options, signal: abort.signal }).play();
  const [role, point] = text.split("@")[0].split(":");
  const come = (process: string, ops: number[] = []) =>
    triggers.hold({ process, point, position: null, ops });
  return { played, written, inForce, abort, come, role };
}

Deno.test("a fault begins at the pass, and is in force before the process goes on", async () => {
  const log: string[] = [];
  const it = conductAt("relay:after-read@2", fault("kill-target", "target", log), [
    process("relay", log),
  ]);
  await it.come("relay");
  assert.deepEqual(log, []);
  await it.come("relay");
  assert.deepEqual([log, [...it.inForce]], [["begin kill-target"], ["kill-target"]]);
  await it.come("relay");
  await it.played;
  assert.deepEqual(it.written.map(({ phase }) => phase), ["begin", "end"]);
  assert.equal((it.written[1] as FaultEnd).ineffective, undefined);
});

Deno.test("the victim is the process that passes, or else one that is up", async () => {
  const log: string[] = [];
  const relays = [process("relay", log), process("relay#2", log)];
  const itself = conductAt("relay:after-read", killing("kill-relay", relays, log), relays);
  await itself.come("relay#2");
  const points = [process("points", log, false), process("points#2", log)];
  const other = conductAt("relay:after-read", killing("kill-relay", points, log), [
    ...relays,
    ...points,
  ]);
  await other.come("relay#2");
  await Promise.all([itself.played, other.played]);
  assert.deepEqual(log, ["kill relay#2", "kill points#2"]);
});

Deno.test("a fault whose pass does not come did not begin, and says why", async () => {
  const it = conductAt("relay:after-read@op=7", fault("kill-target", "target", []), [], true);
  await it.come("relay", [6]);
  await it.played;
  const [, end] = it.written as FaultEnd[];
  assert.equal(end.touched, 0);
  assert.equal(
    end.ineffective,
    "did not begin: relay:after-read was passed once, never with operation 7",
  );
});

Deno.test("faults on different things at one pass all begin, although the process dies of one", async () => {
  const log: string[] = [];
  const relay = process("relay", log);
  const killed: Fault = {
    ...killing("kill-relay", [relay], log),
    begin: async () => {
      Object.assign(relay, { isUp: false });
      await relay.kill();
      return { end: () => Promise.resolve({ touched: 1 }) };
    },
  };
  const it = conductAt("relay:after-read", [killed, fault("kill-target", "target", log)], [relay]);
  await Promise.all([it.come("relay"), it.played]);
  assert.deepEqual(log, ["kill relay", "begin kill-target", "end kill-target"]);
});

Deno.test("a fault proves nothing where the passing process ended before it was in force", async () => {
  const log: string[] = [];
  const relay = process("relay", log);
  const slow: Fault = {
    ...fault("kill-target", "target", log),
    begin: () => {
      Object.assign(relay, { incarnation: relay.incarnation + 1 });
      return Promise.resolve({ end: () => Promise.resolve({ touched: 1 }) });
    },
  };
  const it = conductAt("relay:after-read", slow, [relay]);
  await Promise.all([it.come("relay"), it.played]);
  assert.match((it.written[1] as FaultEnd).ineffective ?? "", /relay/);
});

Deno.test("a process that ended before the fault's turn is not struck", async () => {
  const log: string[] = [];
  const relay = process("relay", log);
  const first: Fault = {
    ...killing("kill-relay", [relay], log),
    begin: async () => {
      await relay.kill();
      return {
        end: () => {
          Object.assign(relay, { incarnation: 2 });
          return Promise.resolve({ touched: 1 });
        },
      };
    },
  };
  const it = conductAt("relay:after-read", [first, killing("pause-relay", [relay], log)], [relay]);
  await Promise.all([it.come("relay"), it.played]);
  assert.deepEqual(log, ["kill relay"]);
  const last = it.written.at(-1) as FaultEnd;
  assert.equal(last.name, "pause-relay");
  assert.match(last.ineffective!, /relay passed relay:after-read and was gone/);
});

Deno.test("a victim that must end in order is released once it was asked to end", async () => {
  const log: string[] = [];
  const relay = process("relay", log);
  const asked = Promise.withResolvers<void>();
  const stop: Fault = {
    ...killing("stop-relay", [relay], log),
    endsInOrder: true,
    begin: async () => {
      log.push("asked to end");
      await asked.promise;
      return { end: () => Promise.resolve({ touched: 1 }) };
    },
  };
  const it = conductAt("relay:after-read", stop, [relay]);
  await it.come("relay");
  assert.deepEqual([log, [...it.inForce]], [["asked to end"], []]);
  asked.resolve();
  await it.played;
  assert.equal((it.written[1] as FaultEnd).ineffective, undefined);
});

Deno.test("an interrupt ends the wait for a pass, and nothing is recorded", async () => {
  const it = conductAt("relay:after-read", fault("kill-target", "target", []), []);
  it.abort.abort();
  await it.played;
  assert.deepEqual(it.written, []);
});
