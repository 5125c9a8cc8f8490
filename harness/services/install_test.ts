/** The messages about missing or wrong programs. Nothing is installed here. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode, Refusal } from "../errors.ts";
import type { Fetching } from "../contract/lab.ts";
import { serverProperties } from "./kafka/config.ts";
import { kafka } from "./kafka/service.ts";
import { postgres } from "./postgres/service.ts";

const fetching: Fetching = { say: () => {}, signal: new AbortController().signal, env: {} };

/** A machine with an empty cache and only these programs, each a shell script. */
async function machine(
  programs: Record<string, string>,
  env: Record<string, string> = {},
): Promise<AsyncDisposable & { dir: string }> {
  const dir = await Deno.makeTempDir({ prefix: "asynclab-install-test-" });
  await Deno.mkdir(join(dir, "bin"));
  for (const [name, text] of Object.entries(programs)) {
    await Deno.writeTextFile(join(dir, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const values: Record<string, string> = {
    PATH: join(dir, "bin"),
    ASYNCLAB_CACHE: join(dir, "cache"),
    JAVA_HOME: "",
    ASYNCLAB_POSTGRES: "",
    KAFKA_HOME: "",
    ...env,
  };
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  return {
    dir,
    async [Symbol.asyncDispose]() {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => null, (error) => error);
  assert.ok(error instanceof Refusal, `expected a Refusal: ${error}`);
  assert.equal(error.code, exitCode.unavailable);
  return error.message;
}

const java17 = `echo 'openjdk version "17.0.1" 2021-10-19' >&2`;

Deno.test("without Java and apt-get, the error contains the commands to type", async () => {
  await using _bare = await machine({});
  assert.equal(await kafka.local.find(), null);
  assert.match(
    await refused(kafka.local.install(fetching)),
    /^Java 17.* and Maven.* missing; install .* with: (sudo )?apt-get update && .*default-jre-headless maven$/,
  );
});

Deno.test("a Java that is too old counts as missing", async () => {
  await using _old = await machine({ java: `echo 'openjdk version "11.0.2"' >&2` });
  assert.match(await refused(kafka.local.install(fetching)), /^Java 17 or later.* missing/);
});

Deno.test("the error names a JAVA_HOME without Java", async () => {
  await using _wrong = await machine({ java: java17 }, { JAVA_HOME: "/no/java" });
  assert.match(await refused(kafka.local.install(fetching)), /^JAVA_HOME is \/no\/java, but /);
});

Deno.test("the error names a KAFKA_HOME without Kafka", async () => {
  await using _wrong = await machine({ java: java17 }, { KAFKA_HOME: "/no/kafka" });
  assert.match(await refused(kafka.local.install(fetching)), /^KAFKA_HOME is \/no\/kafka, but /);
});

Deno.test("the Kafka in KAFKA_HOME is used, and its version is read from its jar", async () => {
  await using home = await machine({ java: java17 });
  Deno.env.set("KAFKA_HOME", home.dir);
  await Deno.mkdir(join(home.dir, "libs"));
  await Deno.writeTextFile(join(home.dir, "libs/kafka_2.13-4.0.2.jar"), "");
  assert.deepEqual(await kafka.local.find(), { home: join(home.dir, "libs"), version: "4.0.2" });
});

Deno.test("a missing or failing Maven is reported", async () => {
  {
    await using _bare = await machine({ java: java17 });
    assert.match(
      await refused(kafka.local.install(fetching)),
      /^Maven.* is missing; install it with: .*-recommends maven$/,
    );
  }
  await using failing = await machine({
    java: java17,
    mvn: "echo '[ERROR] Unknown host repo.maven.apache.org'; exit 1",
  });
  assert.match(
    await refused(kafka.local.install(fetching)),
    /mvn says '\[ERROR\] Unknown host repo\.maven\.apache\.org'; unpack .* KAFKA_HOME/,
  );
  const left = [...Deno.readDirSync(join(failing.dir, "cache"))].map(({ name }) => name);
  assert.deepEqual(left.filter((name) => !name.endsWith(".lock")), []);
});

Deno.test("a Kafka that does not run with its Java is reported, and no incomplete folder is kept", async () => {
  await using broken = await machine({
    java: `case "$*" in -version) ${java17};; *) echo 'Error: no class'; exit 1;; esac`,
  });
  Deno.env.set("KAFKA_HOME", broken.dir);
  await Deno.mkdir(join(broken.dir, "libs"));
  await Deno.writeTextFile(join(broken.dir, "libs/kafka_2.13-4.0.2.jar"), "");
  assert.match(
    await refused(kafka.local.install(fetching)),
    /^Kafka 4\.0\.2 does not run with .*: Error: no class$/,
  );
});

Deno.test("PostgreSQL's programs on PATH are used where they are new enough", async () => {
  const version = (number: string) => `echo 'postgres (PostgreSQL) ${number}'`;
  {
    await using found = await machine({ initdb: "", postgres: version("16.2 (Debian 16.2-1)") });
    const why = "initdb is on PATH";
    assert.deepEqual(await postgres.local.find(), { home: found.dir, version: "16.2", why });
  }
  for (const unfit of [version("13.9"), "exit 1", "echo nonsense"]) {
    await using old = await machine({ initdb: "", postgres: unfit });
    assert.notEqual((await postgres.local.find())?.home, old.dir);
  }
});

Deno.test("each listener of the broker advertises the port that its clients dial", () => {
  const text = serverProperties("/data", {
    port: 1001,
    controllerPort: 1002,
    routes: [{ port: 1003, listenPort: 1004 }, { port: 1005, listenPort: 1006 }],
  });
  const lines = text.split("\n");
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  assert.ok(lines.includes(
    `listeners=${at("ADMIN", 1001)},${at("LINK1", 1003)},${at("LINK2", 1005)},${
      at("CONTROLLER", 1002)
    }`,
  ));
  assert.ok(lines.includes(
    `advertised.listeners=${at("ADMIN", 1001)},${at("LINK1", 1004)},${at("LINK2", 1006)}`,
  ));
});
