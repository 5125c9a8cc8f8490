import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Refusal } from "../errors.ts";
import { cached, cacheDir, exists } from "./cache.ts";

/** Sets environment variables until disposed. */
function withEnv(values: Record<string, string | undefined>): Disposable {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const [name, value] of Object.entries(values)) set(name, value);
  return { [Symbol.dispose]: () => before.forEach(([name, value]) => set(name, value)) };
}

async function temporaryCache(): Promise<AsyncDisposable & { dir: string }> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-cache-test-" });
  const env = withEnv({ ASYNCLAB_CACHE: dir });
  return {
    dir,
    async [Symbol.asyncDispose]() {
      env[Symbol.dispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function namesIn(dir: string): Promise<string[]> {
  const names = [];
  for await (const { name } of Deno.readDir(dir)) names.push(name);
  return names.filter((name) => !name.endsWith(".lock")).sort();
}

const write = (dir: string) => Deno.writeTextFile(join(dir, "file"), dir);

Deno.test("the cache folder is the chosen one, else the user's", () => {
  using _env = withEnv({ ASYNCLAB_CACHE: "/chosen", XDG_CACHE_HOME: "/xdg", HOME: "/home/me" });
  assert.equal(cacheDir(), "/chosen");
  Deno.env.delete("ASYNCLAB_CACHE");
  const isRoot = Deno.uid() === 0;
  assert.equal(cacheDir(), isRoot ? "/var/cache/asynclab" : "/xdg/asynclab");
});

Deno.test("a chosen folder is made absolute, because servers run in other folders", () => {
  using _env = withEnv({ ASYNCLAB_CACHE: "a cache" });
  assert.equal(cacheDir(), join(Deno.cwd(), "a cache"));
});

Deno.test("many callers at once make a folder once, and all get it complete", async () => {
  await using cache = await temporaryCache();
  let made = 0;
  const paths = await Promise.all(Array.from({ length: 8 }, () =>
    cached("thing", async (dir) => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await write(dir);
    })));
  assert.equal(made, 1);
  assert.deepEqual(new Set(paths), new Set([join(cache.dir, "thing")]));
  assert.ok(await exists(join(paths[0], "file")));
  assert.deepEqual(await namesIn(cache.dir), ["thing"]);
});

Deno.test("a caller that fails leaves nothing, and the next one makes the folder", async () => {
  await using cache = await temporaryCache();
  const failing = cached("thing", async (dir) => {
    await write(dir);
    throw new Error("no network");
  });
  await assert.rejects(failing, /no network/);
  assert.deepEqual(await namesIn(cache.dir), []);
  await cached("thing", write);
  assert.deepEqual(await namesIn(cache.dir), ["thing"]);
});

Deno.test("the folder of a killed caller does not count as complete, and the next caller removes it", async () => {
  await using cache = await temporaryCache();
  const config = join(import.meta.dirname!, "../../deno.json");
  const child = spawn(Deno.execPath(), ["run", "-A", "--config", config, "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(`
    import { cached } from "${import.meta.resolve("./cache.ts")}";
    await cached("thing", async (dir) => {
      await Deno.writeTextFile(dir + "/file", "half");
      console.log("half way");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "close");
  assert.equal((await namesIn(cache.dir)).length, 1);
  assert.equal(await exists(join(cache.dir, "thing")), false);
  await cached("thing", write);
  assert.deepEqual(await namesIn(cache.dir), ["thing"]);
  assert.notEqual(await Deno.readTextFile(join(cache.dir, "thing/file")), "half");
});

Deno.test("the error names a cache folder that cannot be made", async () => {
  await using cache = await temporaryCache();
  await Deno.writeTextFile(join(cache.dir, "file"), "");
  using _env = withEnv({ ASYNCLAB_CACHE: join(cache.dir, "file/below") });
  const error = await cached("thing", write).catch((error) => error);
  assert.ok(error instanceof Refusal);
  assert.match(error.message, /file\/below cannot be made; set ASYNCLAB_CACHE/);
});
