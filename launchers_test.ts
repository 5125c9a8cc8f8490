/** The launchers on a fresh machine: PATH has only the programs that a test puts there. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";

const root = import.meta.dirname!;
const denow = join(root, "denow");
const asynclab = join(root, "asynclab");
const posixTools =
  "sh dirname readlink id uname sed dd tr mkdir rm mv chmod grep head sleep cat cksum date mktemp"
    .split(" ");

interface Machine extends AsyncDisposable {
  /** The only folder on PATH. */
  readonly bin: string;
  readonly cache: string;
  readonly dir: string;
}

/** A machine: a folder whose name has spaces, a PATH with only these tools, and an empty cache. */
async function machine(tools: readonly string[] = []): Promise<Machine> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab launchers " });
  const bin = join(dir, "bin");
  await Deno.mkdir(bin);
  for (const name of [...posixTools, ...tools]) await link(bin, name);
  return {
    dir,
    bin,
    cache: join(dir, "the cache"),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

async function link(bin: string, name: string): Promise<void> {
  for (const dir of Deno.env.get("PATH")!.split(":")) {
    try {
      return await Deno.symlink(await Deno.realPath(join(dir, name)), join(bin, name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`${name} is not on PATH`);
}

async function script(bin: string, name: string, text: string): Promise<void> {
  await Deno.remove(join(bin, name)).catch(() => {});
  await Deno.writeTextFile(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function start(
  { bin, cache }: Machine,
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcess {
  const env: Record<string, string> = {
    ...Deno.env.toObject(),
    PATH: bin,
    ASYNCLAB_CACHE: cache,
    NO_COLOR: "1",
    ...options.env,
  };
  return spawn(program, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

async function end(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ["", ""];
  child.stdout!.setEncoding("utf8").on("data", (text: string) => out += text);
  child.stderr!.setEncoding("utf8").on("data", (text: string) => err += text);
  const [code, signal] = await once(child, "close");
  return { code, signal, out, err };
}

const run = (...args: Parameters<typeof start>): Promise<Outcome> => end(start(...args));

async function namesIn(dir: string): Promise<string[]> {
  const names = [];
  for await (const { name } of Deno.readDir(dir)) names.push(name);
  return names.sort();
}

Deno.test("a fresh machine fetches the pinned Deno through npm once, even when two commands start together", async () => {
  await using fresh = await machine(["npm", "node"]);
  const both = await Promise.all([
    run(fresh, denow, ["--version"]),
    run(fresh, denow, ["--version"]),
  ]);
  for (const { code, out, err } of both) {
    assert.equal(code, 0, err);
    assert.match(out, /^deno 2\.9\.6 /);
    assert.equal(err, "asynclab: fetching Deno 2.9.6 through npm (40 MB, once)\n");
  }
  assert.deepEqual(await namesIn(fresh.cache), ["deno-2.9.6"]);
  assert.deepEqual(await namesIn(join(fresh.cache, "deno-2.9.6")), ["deno"]);
  await Deno.remove(join(fresh.bin, "npm"));
  const again = await run(fresh, denow, ["eval", "console.log(Deno.execPath())"]);
  assert.equal(again.out, `${join(fresh.cache, "deno-2.9.6/deno")}\n`);
  assert.equal(again.err, "");
});

for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${name} while Deno is fetched leaves nothing behind`, async () => {
    await using fresh = await machine();
    // This npm runs until it gets SIGTERM, and then writes a file.
    await script(
      fresh.bin,
      "npm",
      `trap 'echo ended >"${fresh.dir}/npm-ended"; exit 0' TERM\n` +
        `echo at work >"${fresh.dir}/npm-began"\nwhile :; do sleep 0.05; done`,
    );
    const child = start(fresh, denow, ["--version"]);
    const outcome = end(child);
    await untilExists(join(fresh.dir, "npm-began"));
    process.kill(child.pid!, name);
    assert.equal((await outcome).code, code);
    assert.equal(await Deno.readTextFile(join(fresh.dir, "npm-ended")), "ended\n");
    assert.deepEqual(await namesIn(fresh.cache), []);
  });
}

async function untilExists(path: string): Promise<void> {
  while (!await Deno.stat(path).then(() => true, () => false)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("the next install removes the leftovers of a killed install", async () => {
  await using fresh = await machine();
  await script(fresh.bin, "npm", "exit 1");
  const dead = await run(fresh, "/bin/sh", ["-c", "echo $$"]);
  const [left, other] = [dead.out.trim(), String(Deno.pid)].map((pid) => `deno-2.9.6.half-${pid}`);
  for (const name of [left, other]) {
    await Deno.mkdir(join(fresh.cache, name), { recursive: true });
  }
  await run(fresh, denow, ["--version"]);
  assert.deepEqual(await namesIn(fresh.cache), [other]);
});

async function assertRefused(outcome: Promise<Outcome>, tells: RegExp): Promise<void> {
  const { code, out, err } = await outcome;
  const sentence = err.split("\n").filter((line) => !line.startsWith("asynclab: fetching"));
  assert.deepEqual([code, out, sentence.length], [69, "", 2], err);
  assert.match(sentence[0], tells);
}

Deno.test("a machine without Deno and npm gets one sentence", async () => {
  await using bare = await machine();
  await assertRefused(run(bare, denow, ["--version"]), /neither Deno .* nor npm .* is on PATH/);
});

Deno.test("a Deno of another version counts as missing", async () => {
  for (const version of ["1.46.3", "2.8.9", "3.0.0", "nonsense"]) {
    await using old = await machine();
    await script(old.bin, "deno", `echo 'deno ${version} (stable)'`);
    await assertRefused(run(old, denow, ["--version"]), /neither Deno .* nor npm/);
  }
});

Deno.test("npm's error is reported in one sentence", async () => {
  await using fresh = await machine(["npm", "node"]);
  const env = { npm_config_registry: "http://127.0.0.1:9/" };
  await assertRefused(run(fresh, denow, ["--version"], { env }), /npm cannot .*ECONNREFUSED/);
  assert.deepEqual(await namesIn(fresh.cache), []);
});

Deno.test("a system that Deno does not run on is named", async () => {
  await using odd = await machine(["npm", "node"]);
  await script(odd.bin, "uname", `[ "$1" = -s ] && echo FreeBSD || echo riscv64`);
  await assertRefused(run(odd, denow, ["--version"]), /no Deno for FreeBSD on riscv64/);
});

Deno.test("a cache folder that cannot be made is named", async () => {
  await using fresh = await machine(["npm", "node"]);
  await Deno.writeTextFile(fresh.cache, "a file");
  await assertRefused(run(fresh, denow, ["--version"]), /cache folder .* cannot be written/);
});

Deno.test("when `deno` on PATH is npm's script, the deno program itself runs in its place", async () => {
  await using wrapped = await machine();
  await script(wrapped.bin, "deno", `"${Deno.execPath()}" "$@"`);
  const child = start(wrapped, denow, ["eval", "console.log(Deno.pid); setTimeout(() => {}, 6e4)"]);
  const outcome = end(child);
  await once(child.stdout!, "data");
  process.kill(child.pid!, "SIGTERM");
  const { signal, out } = await outcome;
  assert.deepEqual([signal, Number(out)], ["SIGTERM", child.pid]);
});

Deno.test("the project's tasks and command line run from any folder and through links", async () => {
  await using far = await machine();
  await Deno.symlink(Deno.execPath(), join(far.bin, "deno"));
  await Deno.symlink(join(root, "asynclab"), join(far.dir, "first link"));
  await Deno.symlink("first link", join(far.dir, "second link"));
  await Deno.symlink(denow, join(far.dir, "denow"));
  const help = await run(far, join(far.dir, "second link"), ["--help"], { cwd: "/" });
  assert.equal(help.code, 0, help.err);
  assert.match(help.out, /^Usage: asynclab /);
  const tasks = await run(far, "./denow", ["task"], { cwd: far.dir });
  assert.match(tasks.out + tasks.err, /- arrows\n/);
});

/** A machine with Deno and without the packages. */
async function withoutPackages(): Promise<Machine & { env: Record<string, string> }> {
  const fresh = await machine();
  await Deno.symlink(Deno.execPath(), join(fresh.bin, "deno"));
  return { ...fresh, env: { DENO_DIR: join(fresh.dir, "deno's own") } };
}

Deno.test("the first run fetches the npm packages in one line, and the second is silent", async () => {
  await using fresh = await withoutPackages();
  const options = { env: fresh.env, cwd: fresh.dir };
  const first = await run(fresh, asynclab, ["--version"], options);
  assert.equal(first.code, 0, first.err);
  assert.match(first.err, /^asynclab: fetching \d+ npm packages \(\d+ MB, once\) \.\.\. \d+ s\n$/);
  const second = await run(fresh, asynclab, ["--version"], options);
  assert.deepEqual([second.out, second.err], [first.out, ""]);
});

Deno.test("a command prints nothing about packages that are already in the cache", async () => {
  await using fresh = await withoutPackages();
  const options = { env: fresh.env, cwd: fresh.dir };
  await run(fresh, denow, ["cache", "--frozen", join(root, "cli/main.ts")], options);
  assert.equal((await run(fresh, asynclab, ["--version"], options)).err, "");
});

Deno.test("a failed fetch of packages ends with Deno's whole error, one sentence and exit code 69", async () => {
  await using fresh = await withoutPackages();
  const env = { ...fresh.env, NPM_CONFIG_REGISTRY: "http://127.0.0.1:9/" };
  const { code, out, err } = await run(fresh, asynclab, ["--version"], { env, cwd: fresh.dir });
  assert.deepEqual([code, out], [69, ""], err);
  assert.match(err, /^asynclab: fetching .* failed\n.*error: .*http:\/\/127\.0\.0\.1:9\//s);
  assert.match(err, /\nasynclab: the npm packages cannot be fetched: .*\n$/);
});

Deno.test("a command in a removed folder ends with one sentence and exit code 66", async () => {
  await using fresh = await withoutPackages();
  const script = `mkdir gone; cd gone; rm -r ../gone; exec "${asynclab}" list`;
  const { code, err } = await run(fresh, "/bin/sh", ["-c", script], { cwd: fresh.dir });
  assert.equal(code, 66, err);
  assert.match(err, /asynclab: the current folder was removed; cd to one that is there\n$/);
});
