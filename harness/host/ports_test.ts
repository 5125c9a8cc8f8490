import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../errors.ts";
import { cacheDir } from "./cache.ts";
import { freePort, isFree, portPicker, releasePorts, renewPorts } from "./ports.ts";

const run = `test-${crypto.randomUUID()}`;
Deno.test.afterAll(() => releasePorts(run));

Deno.test("ports: a port is not free while a program listens on it", () => {
  const port = freePort(run);
  assert.equal(isFree(port), true);
  using _listener = Deno.listen({ hostname: "127.0.0.1", port });
  assert.equal(isFree(port), false);
});

Deno.test("ports: each free port is drawn once, below the range of client ports", () => {
  const ports = Array.from({ length: 50 }, () => freePort(run));
  assert.equal(new Set(ports).size, 50);
  assert.ok(ports.every((port) => port >= 20_000 && port < 32_000), ports.join());
});

Deno.test("ports: ports from a given first port are consecutive, and the error names a port in use", () => {
  const first = freePort(run);
  using _listener = Deno.listen({ hostname: "127.0.0.1", port: first + 1 });
  const picker = portPicker(run, first);
  assert.equal(picker.next(), first);
  assert.throws(() => picker.next(), (error) => {
    assert.ok(error instanceof Refusal);
    assert.equal(error.code, 69);
    assert.ok(error.message.startsWith(`Port ${first + 1} of 127.0.0.1 is in use`));
    return true;
  });
});

Deno.test("ports: a first port out of range is wrong usage", () => {
  for (const portBase of [0, -1, 80, 65_001, 20_000.5, NaN]) {
    assert.throws(() => portPicker(run, portBase), (error) => {
      assert.ok(error instanceof Refusal);
      assert.equal(error.code, 64);
      return true;
    });
  }
});

/** Lets another process draw this many ports, and returns them. */
async function drawnElsewhere(count: number): Promise<number[]> {
  const module = new URL("./ports.ts", import.meta.url).href;
  const run = `test-${crypto.randomUUID()}`;
  const program = `
    import { freePort, releasePorts } from "${module}";
    console.log(JSON.stringify(Array.from({ length: ${count} }, () => freePort("${run}"))));
    await new Response(Deno.stdin.readable).text();
    releasePorts("${run}");`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  await child.stdin.close();
  await child.status;
  return JSON.parse(value!);
}

Deno.test("ports: no run gets another run's port before that run releases it", async () => {
  const mine = Array.from({ length: 6_000 }, () => freePort(run));
  const theirs = await drawnElsewhere(500);
  assert.deepEqual(theirs.filter((port) => mine.includes(port)), []);
  releasePorts(run);
  const again = await drawnElsewhere(500);
  assert(again.some((port) => mine.includes(port)));
});

/** A cache folder for this test alone: in the usual one, other programs would remove entries of this age. */
async function ownCache(): Promise<AsyncDisposable> {
  const before = Deno.env.get("ASYNCLAB_CACHE");
  const path = await Deno.makeTempDir({ prefix: "asynclab-test-" });
  Deno.env.set("ASYNCLAB_CACHE", path);
  return {
    async [Symbol.asyncDispose]() {
      if (before === undefined) Deno.env.delete("ASYNCLAB_CACHE");
      else Deno.env.set("ASYNCLAB_CACHE", before);
      await Deno.remove(path, { recursive: true });
    },
  };
}

Deno.test("ports: a run that goes on for days keeps its ports", async () => {
  await using _cache = await ownCache();
  const mine = Array.from({ length: 6_000 }, () => freePort(run));
  const longAgo = new Date(Date.now() - 7 * 86_400_000);
  const pathOf = (port: number) => join(cacheDir(), "ports", String(port));
  for (const port of mine) utimesSync(pathOf(port), longAgo, longAgo);
  renewPorts(run);
  const theirs = await drawnElsewhere(500);
  assert.deepEqual(theirs.filter((port) => mine.includes(port)), []);
  for (const port of mine) utimesSync(pathOf(port), longAgo, longAgo);
  const forgotten = await drawnElsewhere(500);
  assert(forgotten.some((port) => mine.includes(port)));
  releasePorts(run);
});
