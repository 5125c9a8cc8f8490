/** Signals to a foreign command reach every process that it starts. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProcessEvent } from "../history/event.ts";
import { enclosure } from "./family.ts";
import { shellLine } from "../roles/roles.ts";
import { supervise } from "../roles/supervisor.ts";

const words = await enclosure();
const kinds = [
  { name: "process tree", words: null },
  ...(words === null ? [] : [{ name: "process namespace", words }]),
];

async function role(line: string, enclosing: readonly string[] | null, stopTimeoutMs = 5_000) {
  const dir = await Deno.makeTempDir();
  const events: Omit<ProcessEvent, "at">[] = [];
  const supervised = supervise({
    id: "relay",
    role: "relay",
    ...shellLine(line, enclosing),
    sign: "ASYNCLAB_EVENTS",
    env: (incarnation) => ({
      PATH: Deno.env.get("PATH")!,
      DIR: dir,
      ASYNCLAB_EVENTS: join(dir, `relay-${incarnation}.jsonl`),
    }),
    logPath: join(dir, "role.log"),
    record: (event) => event.kind === "process" && events.push(event),
    readyTimeoutMs: 5_000,
    stopTimeoutMs,
  });
  return {
    supervised,
    events,
    dir,
    /** How many beats the process of this name has written; 0 before the first one. */
    beats: (name: string) => existsSync(join(dir, name)) ? Deno.statSync(join(dir, name)).size : 0,
    async [Symbol.asyncDispose]() {
      await supervised[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await pause(10);
  assert(holds());
}

/** Beats for ever, into a file of this name. */
const beating = (name: string) => `while :; do printf x >> $DIR/${name}; sleep 0.01; done`;
/** Lets a process of this name beat in a session of its own, without a parent. */
const away = (name: string, env = "") => `${env} setsid sh -c '${beating(name)}' & `;
const main = `echo ready; ${beating("main")}`;

for (const { name, words } of kinds) {
  Deno.test(`${name}: any shell line can be a role's command`, async () => {
    for (
      const line of [
        `WORD=ready sh -c 'echo $WORD; exec sleep 100'`,
        `cd /tmp && echo ready && exec sleep 100`,
        `echo ready; sleep 100 # a comment`,
      ]
    ) {
      await using it = await role(line, words);
      await it.supervised.start();
      assert.equal(it.supervised.reach, name);
    }
  });

  Deno.test(`${name}: SIGTERM reaches the program, and stop waits for its last output`, async () => {
    const script = `trap 'sleep 0.2; echo bye > $DIR/bye; exit 0' TERM; echo ready; ` +
      `while :; do sleep 0.02; done`;
    for (const line of [`sh -c "${script.replaceAll("$", "\\$")}"; true`, script]) {
      await using it = await role(line, words);
      await it.supervised.start();
      await it.supervised.stop();
      assert(!it.supervised.hadToBeKilled);
      assert(existsSync(join(it.dir, "bye")), line);
    }
  });

  Deno.test(`${name}: pause, resume and kill reach other groups and sessions`, async () => {
    await using it = await role(away("far") + main, words);
    await it.supervised.start();
    await until(() => it.beats("far") > 0 && it.beats("main") > 0);
    assert(await it.supervised.pause() >= 2);
    const [far, near] = [it.beats("far"), it.beats("main")];
    await pause(150);
    assert.deepEqual([it.beats("far"), it.beats("main")], [far, near]);
    await it.supervised.resume();
    await until(() => it.beats("far") > far && it.beats("main") > near);
    await it.supervised.kill();
    const last = it.beats("far");
    await pause(150);
    assert.equal(it.beats("far"), last);
    assert.equal(it.events.at(-1)?.signal, "SIGKILL");
    assert.deepEqual(it.supervised.leftBehind(), []);
  });

  Deno.test(`${name}: a command that ends by itself leaves no process that would do its work twice`, async () => {
    const line = `${away("far")} echo ready; [ -e $DIR/again ] && ${beating("main")}; ` +
      `touch $DIR/again; exit 3`;
    await using it = await role(line, words);
    await it.supervised.start();
    await until(() => it.beats("main") > 0);
    assert.equal(it.events.find(({ phase }) => phase === "exit")?.code, 3);
    await it.supervised.stop();
    const last = it.beats("far");
    await pause(150);
    assert.equal(it.beats("far"), last);
  });
}

Deno.test({
  name: "process namespace: a daemon that left session, parents and environment is reached too",
  ignore: words === null,
  async fn() {
    const daemon = `env -i DIR=$DIR PATH=$PATH ${
      away("daemon").replace(" & ", "")
    } >/dev/null 2>&1 & `;
    await using it = await role(`(${daemon}) ; ${main}`, words);
    await it.supervised.start();
    await until(() => it.beats("daemon") > 0);
    await it.supervised.kill();
    const last = it.beats("daemon");
    await pause(150);
    assert.equal(it.beats("daemon"), last);
  },
});

Deno.test("the error for a command that never says ready has its last output and the usual reason", async () => {
  const dir = await Deno.makeTempDir();
  await using silent = supervise({
    id: "relay",
    role: "relay",
    ...shellLine("echo 'INFO relay ready'; exec sleep 100", null),
    env: () => ({ PATH: Deno.env.get("PATH")! }),
    logPath: join(dir, "role.log"),
    record: () => {},
    readyTimeoutMs: 300,
  });
  await assert.rejects(silent.start(), /wrote last: INFO relay ready\. .*not flushed.*role\.log/);
  await Deno.remove(dir, { recursive: true });
});

Deno.test({
  name:
    "process namespace: a namespace that has ended has no members, even if its number is in use again",
  ignore: words === null,
  async fn() {
    await using gone = await role(main, words);
    await gone.supervised.start();
    await gone.supervised.kill();
    // The system reuses the numbers of namespaces.
    for (let i = 0; i < 20; i++) {
      await using next = await role(main, words);
      await next.supervised.start();
      assert.deepEqual(gone.supervised.leftBehind(), []);
    }
  },
});
