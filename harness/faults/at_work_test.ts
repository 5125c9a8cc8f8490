/** Faults strike a process at work, and report when no process is at work. */
import assert from "node:assert/strict";
import type { FaultEnd } from "../history/event.ts";
import type { FaultContext, RoleProcess, Victim } from "../contract/lab.ts";
import { firstAtWork } from "./at_work.ts";
import { openFaultScheduler } from "./scheduler.ts";
import { faultNamed } from "./catalogue.ts";
import { labOf } from "./testing/role_processes.ts";
import { stillness } from "./still.ts";
import { openTriggers } from "./triggers.ts";

interface Told {
  moved?: () => number | null;
  isUnderWay?: boolean;
  isLoadOver?: boolean;
  isForeign?: boolean;
  processes?: RoleProcess[];
}

function context(
  { moved, isUnderWay = false, isLoadOver = false, isForeign = false, processes = [] }: Told,
): FaultContext {
  return {
    servers: {},
    processes: () => processes,
    headOf: (name: string) => name,
    random: () => 0,
    nowMs: () => performance.now(),
    moved: () => Promise.resolve(moved?.() ?? null),
    isUnderWay: () => Promise.resolve(isUnderWay),
    isLoadOver: () => isLoadOver,
    isForeign: () => isForeign,
    tracesOf: () => [{ kind: "stored" }, { kind: "effect", target: "points" }],
  } as unknown as FaultContext;
}

/** A process; `bytes` says at each look how much it has written so far. */
function process(id: string, bytes: () => number): RoleProcess {
  return {
    id,
    role: id.split("#")[0],
    startPolicy: "with-run",
    isUp: true,
    halted: null,
    isReady: true,
    reach: "process tree",
    eventBytes: bytes,
    kill: () => Promise.resolve(1),
    start: () => Promise.resolve(),
  } as unknown as RoleProcess;
}

function growing(from: number, afterLooks: number): () => number {
  let looks = 0;
  return () => looks++ > afterLooks ? from + 1 : from;
}

const first = async (victims: Victim[], changes: Told) =>
  (await firstAtWork(context(changes), victims, new AbortController().signal) as RoleProcess | null)
    ?.id;

Deno.test("of two processes, a fault strikes the one that writes events", async () => {
  const [idle, busy] = [process("relay", () => 5), process("relay#2", growing(0, 5))];
  assert.equal(await first([idle, busy], { moved: () => 1 }), "relay#2");
});

Deno.test("a process without events is at work when the data of its role grows", async () => {
  let asked = 0;
  const relay = process("relay", () => 0);
  assert.equal(await first([relay], { moved: () => asked++ }), "relay");
  assert(asked >= 2, "the first answer shows nothing");
});

Deno.test("a process that wrote events and now writes none is at work while work is in progress", async () => {
  const relay = process("relay", () => 7);
  assert.equal(await first([relay], { moved: () => 1, isUnderWay: true }), "relay");
});

Deno.test("if a process ended during its work, the fault waits until the process works again", async () => {
  let looks = 0;
  const relay = process("relay", () => looks++);
  const ended = Object.defineProperty({ ...relay }, "isReady", { get: () => looks > 20 });
  assert.equal(await first([ended], { moved: () => 1 }), "relay");
  assert(looks > 20);
});

Deno.test("a fault strikes no process if none works before the load is over", async () => {
  const fresh = process("relay", () => 0);
  const changes = { moved: () => 1, isLoadOver: true };
  assert.equal(await first([fresh], changes), undefined);
});

Deno.test("a fault that finds no process at work does not begin, and says so", async () => {
  const written: Partial<FaultEnd>[] = [];
  const idle = process("relay", () => 0);
  const scheduler = openFaultScheduler({
    episodes: [{ id: "f1", name: "kill-relay", beginMs: 0, forMs: 10 }],
    faults: [faultNamed(labOf({ relay: {} }), "usual", "kill-relay")],
    context: context({ moved: () => 1, isLoadOver: true, processes: [idle] }),
    triggers: openTriggers([], () => undefined),
    inForce: new Set(),
    record: (event) => written.push(event as FaultEnd),
    signal: new AbortController().signal,
  });
  await scheduler.play();
  assert.deepEqual(written.map(({ phase }) => phase), ["begin", "end"]);
  assert.equal(written[1].touched, 0);
  assert.equal(
    written[1].ineffective,
    "did not begin: relay did nothing until the load was over",
  );
});

Deno.test("a role whose only process is down stands still; a role with another process does not", async () => {
  const down = process("relay", () => 0);
  const alone = (await stillness(context({ processes: [down] }), down)()).still!;
  assert.deepEqual(alone.map(({ kinds, target }) => [kinds, target]), [
    [["stored"], undefined],
    [["effect"], "points"],
  ]);
  assert(alone.every(({ fromMs, toMs }) => fromMs <= toMs));
  const other = process("relay#2", () => 0);
  assert.deepEqual(await stillness(context({ processes: [down, other] }), down)(), {
    by: "process tree",
  });
});

Deno.test("if a foreign role's work goes on after the kill of its process, the role was not down", async () => {
  const down = process("relay", () => 0);
  const why = async (moved: () => number) => {
    const stood = stillness(context({ processes: [down], isForeign: true, moved }), down);
    await new Promise((resolve) => setTimeout(resolve, 600));
    return (await stood()).ineffective;
  };
  let count = 0;
  assert.match((await why(() => count++))!, /relay was not down: .* \(1 more\)/);
  assert.equal(await why(() => 7), undefined);
});
