/** Which file server a machine gets, and what is said where it gets none. Nothing is installed here. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { exitCode, Refusal } from "../../errors.ts";
import type { Fetching } from "../../contract/lab.ts";
import { chosenServer, findServer, installServer } from "./choice.ts";

/** The sentence that a machine without apt-get and sshd, and with these programs, gets. */
async function refusal(
  programs: Readonly<Record<string, string>>,
  word = "",
): Promise<{ sentence: string; said: readonly string[] }> {
  const dir = await Deno.makeTempDir();
  const names = ["PATH", "ASYNCLAB_CACHE", "JAVA_HOME", "ASYNCLAB_SFTP"];
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  const said: string[] = [];
  const fetching: Fetching = {
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    env: {},
  };
  try {
    for (const [name, text] of Object.entries(programs)) {
      await Deno.writeTextFile(join(dir, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    for (const [i, value] of [dir, join(dir, "cache"), "", word].entries()) {
      Deno.env.set(names[i], value);
    }
    const none = join(dir, "none");
    const error = await installServer(fetching, none).then(() => null, (error) => error);
    assert.ok(error instanceof Refusal, String(error));
    assert.equal(error.code, exitCode.unavailable);
    if (/cannot be '/.test(error.message)) await assert.rejects(findServer(none), Refusal);
    else assert.equal(await findServer(none), null);
    assert.equal(chosenServer(), word === "" ? null : `ASYNCLAB_SFTP is '${word}'`);
    return { sentence: error.message, said };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
    await Deno.remove(dir, { recursive: true });
  }
}

const java = (modules: string) =>
  `case "$*" in
  -version) echo 'openjdk version "17.0.1" 2021-10-19' >&2;;
  --list-modules) echo ${modules};;
  *) exit 1;;
esac`;
const jdk = java("jdk.compiler@17.0.1");
const failing = "echo '[ERROR] Unknown host repo.maven.apache.org'; exit 1";
const openSsh = "OpenSSH's sshd or sftp-server is missing";

Deno.test("without any server, the sentence names OpenSSH's package, and what MINA needs", async () => {
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [{}, "Java 17 or later and Maven"],
    [{ mvn: "" }, "Java 17 or later"],
    [{ java: jdk }, "Maven"],
    [{ java: java("java.base@17.0.1") }, "the compiler of Java (a JDK) and Maven"],
  ];
  for (const [programs, needed] of cases) {
    const { sentence } = await refusal(programs);
    assert.ok(
      sentence.startsWith(`${openSsh} (Apache MINA SSHD in its place needs ${needed}); install`),
      sentence,
    );
    assert.match(sentence, / openssh-server$/);
  }
});

Deno.test("with Java and Maven, MINA takes the place of an OpenSSH that cannot be had", async () => {
  const { sentence, said } = await refusal({ java: jdk, mvn: failing });
  assert.match(sentence, /^Apache MINA SSHD cannot be fetched: mvn says '\[ERROR\] Unknown host/);
  assert.match(said[0], /Apache MINA SSHD takes its place$/);
});

Deno.test("ASYNCLAB_SFTP chooses one of them; another word is refused", async () => {
  const chosen = await refusal({ java: jdk, mvn: failing }, "openssh");
  assert.ok(chosen.sentence.startsWith(`${openSsh}; install it with: `), chosen.sentence);
  const mina = await refusal({ java: jdk }, "mina");
  assert.match(
    mina.sentence,
    /^ASYNCLAB_SFTP is 'mina', and Apache MINA SSHD needs Maven; install it with: .* default-jdk-headless maven$/,
  );
  const wrong = await refusal({}, "dropbear");
  assert.equal(wrong.sentence, "ASYNCLAB_SFTP cannot be 'dropbear'; set it to openssh or mina");
});
