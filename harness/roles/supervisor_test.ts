import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../errors.ts";
import type { Halted, ProcessEvent } from "../history/event.ts";
import { allPids, isAlive, startTimeOf, statOf } from "../host/process.ts";
import { supervise } from "./supervisor.ts";

async function role(script: string, beforeRestart?: () => Promise<void>) {
  const dir = await Deno.makeTempDir();
  const events: Omit<ProcessEvent, "at">[] = [];
  const halts: Omit<Halted, "at">[] = [];
  const logPath = join(dir, "role.log");
  const supervised = supervise({
    id: "relay",
    role: "relay",
    command: "/bin/sh",
    args: ["-c", script],
    env: (incarnation) => ({ PATH: "/bin:/usr/bin", INCARNATION: String(incarnation), DIR: dir }),
    logPath,
    record: (event) => event.kind === "halted" ? halts.push(event) : events.push(event),
    beforeRestart,
    readyTimeoutMs: 5_000,
    stopTimeoutMs: 500,
  });
  return {
    supervised,
    events,
    halts,
    logPath,
    phases: () => events.map(({ phase }) => phase),
    reasons: () => events.flatMap(({ why }) => why ?? []),
    async [Symbol.asyncDispose]() {
      await supervised[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise((r) => setTimeout(r, 10));
  assert(holds());
}

Deno.test("start waits for the line 'ready'; stop sends SIGTERM, which the role may handle", async () => {
  await using it = await role(
    `trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done`,
  );
  await it.supervised.start();
  assert.deepEqual(it.phases(), ["start", "ready"]);
  await it.supervised.stop();
  assert.equal(it.events.at(-1)!.code, 0);
  assert.match(await Deno.readTextFile(it.logPath), /bye/);
});

Deno.test("a role that dies at its start is reported in one sentence with its last output", async () => {
  await using it = await role(`echo 'cannot find my config' >&2; exit 3`);
  await assert.rejects(
    it.supervised.start(),
    (error: Refusal) =>
      error.code === 69 &&
      /relay ended at its start \(exit code 3\): cannot find my config/.test(error.message),
  );
});

Deno.test("a missing program is reported like a role that dies at its start", async () => {
  await using it = await role(`exec /no/such/program`);
  await assert.rejects(it.supervised.start(), (error: Refusal) => error.code === 69);
});

Deno.test("kill ends the whole process tree, and the role stays down until start", async () => {
  await using it = await role(`sleep 1000 & echo ready; wait`);
  await it.supervised.start();
  const mine = allPids().filter((pid) => Number(statOf(pid)?.[1]) === Deno.pid);
  assert.equal(await it.supervised.kill(), 2);
  assert(mine.every((pid) => !isAlive(pid, startTimeOf(pid))));
  assert.equal(await it.supervised.kill(), 0);
  await it.supervised.start();
  assert.deepEqual(it.phases(), ["start", "ready", "exit", "start", "ready"]);
});

Deno.test("after two callers killed and started a role, the role runs only once", async () => {
  await using it = await role(`mkdir $DIR/door || exec sleep 1000; trap 'rmdir $DIR/door' EXIT
    echo ready; while :; do sleep 0.05; done`);
  const { supervised, phases } = it;
  await supervised.start();
  await Promise.all([supervised.kill(), supervised.kill()]);
  await Deno.remove(join(it.logPath, "../door"));
  await supervised.start();
  await supervised.start();
  assert.deepEqual(phases(), ["start", "ready", "exit", "start", "ready"]);
});

Deno.test("a role started while it is being killed is ready when the start resolves", async () => {
  await using it = await role(`echo ready; sleep 1000`);
  await it.supervised.start();
  const killing = it.supervised.kill();
  await it.supervised.start();
  assert.equal(it.phases().filter((phase) => phase === "ready").length, 2);
  await killing;
  assert(it.supervised.isReady);
});

Deno.test("memory is reported for a process that is ready and was not asked to end", async () => {
  await using it = await role(
    `trap '' TERM; while [ ! -e $DIR/go ]; do sleep 0.01; done; rm $DIR/go; echo ready
    while [ ! -e $DIR/end ]; do sleep 0.01; done`,
  );
  const { supervised } = it;
  const touch = (name: string) => Deno.writeTextFile(join(it.logPath, "..", name), "");
  const seen = () => [supervised.incarnation, supervised.rssBytes() !== null];
  assert.deepEqual(seen(), [0, false]);
  const started = supervised.start();
  assert.deepEqual(seen(), [1, false]);
  await touch("go");
  await started;
  assert.ok(supervised.rssBytes()! > 0);
  const stopped = supervised.stop();
  assert.deepEqual(seen(), [1, false]);
  await touch("end");
  await stopped;
  assert.deepEqual(seen(), [1, false]);
  await Deno.remove(join(it.logPath, "../end"));
  const again = supervised.start();
  assert.deepEqual(seen(), [2, false]);
  await touch("go");
  await again;
  assert.ok(supervised.rssBytes()! > 0);
  const killed = supervised.kill();
  assert.deepEqual(seen(), [2, false]);
  await killed;
});

Deno.test("a role that ends by itself is started again", async () => {
  await using it = await role(
    `echo ready; [ $INCARNATION = 1 ] && echo 'disk full' >&2 && exit 1; while :; do sleep 0.05; done`,
  );
  await it.supervised.start();
  await until(() => it.phases().filter((phase) => phase === "ready").length === 2);
  assert.deepEqual(it.reasons(), ["disk full"]);
  assert.equal(it.supervised.unexpectedExits, 1);
});

Deno.test("the restart of a role that ended by itself waits until it was looked at", async () => {
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  await using it = await role(
    `echo ready; [ $INCARNATION = 1 ] && exit 1; while :; do sleep 0.05; done`,
    () => (asked++, looked),
  );
  await it.supervised.start();
  await until(() => asked === 1);
  await new Promise((done) => setTimeout(done, 600));
  assert.equal(it.supervised.incarnation, 1);
  resolve();
  await until(() => it.supervised.incarnation === 2);
  await it.supervised.kill();
  assert.equal(asked, 1, "a kill asks before it, not after it");
});

Deno.test("a paused role does nothing, and goes on when it is resumed", async () => {
  await using it = await role(`echo ready; while :; do echo x >> $DIR/beat; sleep 0.01; done`);
  await it.supervised.start();
  const beat = join(it.logPath, "../beat");
  await until(() => existsSync(beat));
  assert(await it.supervised.pause() >= 1);
  const before = (await Deno.stat(beat)).size;
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await Deno.stat(beat)).size, before);
  await it.supervised.resume();
  await until(() => Deno.statSync(beat).size > before);
});

Deno.test("a role that does not end on SIGTERM in time is killed, and `hadToBeKilled` says so", async () => {
  await using deaf = await role(`trap '' TERM; echo ready; while :; do sleep 0.05; done`);
  await deaf.supervised.start();
  assert(await deaf.supervised.stop() >= 1);
  assert(deaf.supervised.hadToBeKilled);
  await using good = await role(`trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done`);
  await good.supervised.start();
  await good.supervised.stop();
  assert(!good.supervised.hadToBeKilled);
});

const sentence = "the slot is gone; a new snapshot is needed";
const halted = [{ kind: "halted", role: "relay", why: sentence }];

Deno.test("a role that ends with 78 says why, and is not started again", async () => {
  await using it = await role(`echo ready; sleep 0.1; echo working; echo '${sentence}'; exit 78`);
  await it.supervised.start();
  await until(() => it.halts.length > 0);
  assert.deepEqual(it.halts, halted);
  assert.deepEqual(it.events.at(-1), { kind: "process", role: "relay", phase: "exit", code: 78 });
  const { isUp, isReady, unexpectedExits } = it.supervised;
  assert.deepEqual([isUp, isReady, unexpectedExits], [false, false, 0]);
  // A fault that ends starts its victim again: it must not wait for a role that has halted.
  await it.supervised.start();
  assert.equal(await it.supervised.kill(), 0);
  await it.supervised.start();
  assert.equal(it.supervised.incarnation, 1);
  assert.equal(it.supervised.halted, sentence);
});

Deno.test("a role that ends with 78 before it is ready counts as started and halted", async () => {
  await using it = await role(`echo '${sentence}' >&2; exit 78`);
  await it.supervised.start();
  assert.deepEqual(it.halts, halted);
  assert.deepEqual(it.phases(), ["start", "exit"]);
  assert(!it.supervised.isUp);
});

Deno.test("the start resolves if the role halts right after `ready`", async () => {
  await using it = await role(`echo ready; echo '${sentence}'; exit 78`);
  await it.supervised.start();
  await until(() => it.halts.length > 0);
  assert.deepEqual(it.halts, halted);
  assert.equal(it.phases().at(-1), "exit");
});

Deno.test("the start resolves if the role halts when it is started again", async () => {
  await using it = await role(
    `[ $INCARNATION = 2 ] && echo '${sentence}' && exit 78; echo ready; while :; do sleep 0.05; done`,
  );
  await it.supervised.start();
  await it.supervised.kill();
  await it.supervised.start();
  assert.deepEqual(it.halts, halted);
  assert.equal(it.supervised.incarnation, 2);
});

Deno.test("the reason for a halt is the last line of the halted process, not of an earlier process", async () => {
  await using much = await role(`seq 1 20000; echo error; echo '${sentence}'; exit 78`);
  await much.supervised.start();
  assert.deepEqual(much.halts, halted);
  await using silent = await role(
    `echo ready; [ $INCARNATION = 1 ] && echo 'disk full' && exit 1; exit 78`,
  );
  await silent.supervised.start();
  await until(() => silent.halts.length > 0);
  assert.equal(silent.halts[0].why, "it did not say why");
});

Deno.test("a role that ends with 78 on SIGTERM has halted, and a role that is killed has not", async () => {
  await using answers = await role(
    `trap "echo '${sentence}'; exit 78" TERM; echo ready; while :; do sleep 0.05; done`,
  );
  await answers.supervised.start();
  await answers.supervised.stop();
  assert.deepEqual(answers.halts, halted);
  await using killed = await role(`echo ready; while :; do sleep 0.05; done; exit 78`);
  await killed.supervised.start();
  await killed.supervised.kill();
  assert.deepEqual(killed.halts, []);
});

Deno.test("processes that a halted role leaves running are ended, and do not delay its reason", async () => {
  await using it = await role(
    `sleep 1000 & echo ready; sleep 2; echo '${sentence}'; exit 78`,
  );
  await it.supervised.start();
  const sleeping = () => it.supervised.leftBehind().find((which) => which.includes("sleep"));
  // Right after the fork, the child is still a shell.
  await until(() => sleeping() !== undefined);
  const child = sleeping()!;
  await until(() => it.halts.length > 0);
  assert.deepEqual(it.halts, halted);
  assert.deepEqual(it.supervised.leftBehind(), []);
  assert(!isAlive(Number.parseInt(child), null));
});
