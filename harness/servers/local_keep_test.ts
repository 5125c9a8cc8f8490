/** Servers that outlive the process that started them, and servers that must not. */
import { join } from "node:path";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { exitCode } from "../errors.ts";
import { postgres } from "../services/postgres/service.ts";
import { local } from "./local.ts";
import { assertNothingLeft, refusal, request } from "./local/testing.ts";
import { isAlive } from "../host/process.ts";
import { processesOf, sweepLocal } from "./sweep.ts";

const services = { source: postgres };
const config = join(import.meta.dirname!, "../../deno.json");

/** The state that the child prints; fails where it ends without one. */
async function stateOf(child: ReturnType<typeof provisioner>): Promise<string> {
  const said = once(child.stdout, "data").then(([data]) => String(data));
  const ended = once(child, "close").then(([code]) => {
    throw new Error(`the provisioner ended with ${code} and without a state`);
  });
  ended.catch(() => {});
  return await Promise.race([said, ended]);
}

/** Starts a process that provisions servers and prints their state. With `keep` it then ends, else it waits. */
function provisioner(run: string, logsDir: string, keep: boolean) {
  const program = `
    import { local } from "${import.meta.resolve("./local.ts")}";
    import { postgres } from "${import.meta.resolve("../services/postgres/service.ts")}";
    const up = await local.provision({
      run: "${run}", services: { source: postgres }, routes: {}, logsDir: "${logsDir}",
      keep: ${keep}, say: () => {}, signal: new AbortController().signal,
    });
    console.log(JSON.stringify(up.state));
    if (!${keep}) await new Promise((resolve) => setTimeout(resolve, 60_000));
  `;
  const child = spawn(Deno.execPath(), ["run", "-A", "--config", config, "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(program);
  return child;
}

Deno.test("kept servers outlive their starter, and an attach brings them back from any state", async () => {
  using asked = request({ services });
  const { run, logsDir } = asked;
  const child = provisioner(run, logsDir, true);
  const [text] = await Promise.all([stateOf(child), once(child, "close")]);
  const state = JSON.parse(text);
  try {
    const first = await local.attach(state, { services, logsDir });
    const { source } = first.servers;
    await postgres.ping(source.access);
    const [{ pid, startTime }] = processesOf(run);
    await first[Symbol.asyncDispose]();
    assert.ok(isAlive(pid, startTime));
    await postgres.ping(source.access);

    await source.kill();
    const second = await local.attach(state, { services, logsDir });
    await second.servers.source.pause();
    const third = await local.attach(JSON.parse(JSON.stringify(second.state)), asked);
    await postgres.ping(third.servers.source.access);
    // The servers are one process group, although different processes started them.
    assert.equal(await source.kill() > 0, true);
    assert.deepEqual(processesOf(run), []);
    assert.equal(await third.servers.source.kill(), 0);
    await third.destroy();
    await assertNothingLeft(run);
    const { code, message } = await refusal(local.attach(state, asked));
    assert.equal(code, exitCode.unavailable);
    assert.match(message, /are not there; run 'asynclab down'/);
  } finally {
    await sweepLocal(run);
  }
});

Deno.test("an invalid state is refused", async () => {
  using asked = request({ services });
  const { message } = await refusal(local.attach({ runtime: "docker" }, asked));
  assert.match(message, /cannot be read/);
});

Deno.test("after a kill -9 of the starter, a sweep removes all of its run and nothing of another run", async () => {
  using asked = request({ services });
  using other = request({ services });
  await using bystander = await local.provision(other);
  const child = provisioner(asked.run, asked.logsDir, false);
  await stateOf(child);
  child.kill("SIGKILL");
  await once(child, "close");
  const left = processesOf(asked.run);
  assert.ok(left.length > 5);
  await sweepLocal(asked.run);
  for (const { pid, startTime } of left) assert.equal(isAlive(pid, startTime), false);
  await assertNothingLeft(asked.run);
  await sweepLocal(asked.run);
  await postgres.ping(bystander.servers.source.access);
});

Deno.test("a sweep ends processes that left their session, their folder and their parent", async () => {
  const run = `test-${crypto.randomUUID().slice(0, 8)}`;
  const script = `
    setsid env -u ASYNCLAB_RUN sleep 60 & echo $!
    (setsid sleep 60 & echo $!)
    echo done; sleep 60`;
  const child = spawn("/bin/sh", ["-c", script], {
    cwd: "/",
    env: { PATH: process.env.PATH, ASYNCLAB_RUN: run },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => out += chunk);
  while (!out.includes("done")) await new Promise((resolve) => setTimeout(resolve, 10));
  const closed = once(child, "close");
  const pids = out.match(/\d+/g)!.map(Number);
  assert.equal(pids.length, 2);
  for (const pid of pids) assert.equal(isAlive(pid, null), true);
  await sweepLocal(run);
  await closed;
  for (const pid of pids) assert.equal(isAlive(pid, null), false);
});
