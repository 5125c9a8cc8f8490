import assert from "node:assert/strict";
import type { FaultEnd } from "../history/event.ts";
import type { Fault, FaultContext, RoleProcess, Victim } from "../contract/lab.ts";
import { openFaultScheduler } from "./scheduler.ts";
import { parsePass } from "./failpoint_spec.ts";
import type { Episode } from "./episode.ts";
import { openTriggers } from "./triggers.ts";
import { fault, type Written } from "./scheduler_testing.ts";

const process = (id: string, log: string[], isReady = true) =>
  ({
    id,
    role: id.split("#")[0],
    isUp: true,
    isReady,
    incarnation: 1,
    kill: () => Promise.resolve(log.push(`kill ${id}`)),
  }) as unknown as RoleProcess;

/** A fault that kills one process of `among`. */
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

Deno.test("if the pass of a fault never comes, the fault does not begin, and says why", async () => {
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

Deno.test("faults on different things at one pass all begin, although one of them kills the process", async () => {
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

Deno.test("a fault is ineffective if the passing process ended before the fault was in force", async () => {
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

Deno.test("a victim that must end gracefully is released once it was asked to end", async () => {
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
