import assert from "node:assert/strict";
import { finalLine, lastError, lastLine, lastWords, reasonIn } from "./log.ts";

Deno.test("the last line of a role is its error line, not the source line that threw the error", async () => {
  const path = await Deno.makeTempFile();
  const said = async (log: string) => {
    await Deno.writeTextFile(path, log);
    return lastLine(path);
  };
  const deno = `ready
error: Uncaught (in promise) KafkaJSConnectionError: Connection error: read ECONNRESET
        const error = new KafkaJSConnectionError(\`Connection error: \${e.message}\`, {
                      ^
    at Socket.onError (connection.js:210:23)
`;
  assert.match(await said(deno), /^error: Uncaught .*ECONNRESET$/);
  const node = `/srv/relay.js:3
    throw new Error("gone");
    ^

Error: no leader
    at main (/srv/relay.js:3:9) {
  [cause]: Error: inner
}

Node.js v20.1.0
`;
  assert.equal(await said(node), "Error: no leader");
  const python = `Traceback (most recent call last):
  File "relay.py", line 3, in <module>
    raise ValueError("an error")
ValueError: the broker is away
`;
  assert.equal(await said(python), "ValueError: the broker is away");
  assert.equal(await said("ready\nleaving\n\n"), "leaving");
  assert.equal(await said("  only this\n"), "only this");
  assert.equal(await said("ready\n"), "");
  assert.equal(
    await said("error: cannot reach postgres://run_1:5ecre7@127.0.0.1:5432/run_1"),
    "error: cannot reach postgres://run_1:***@127.0.0.1:5432/run_1",
  );
  await Deno.remove(path);
  assert.equal(lastLine(path), "", "there is no log");
});

Deno.test("an error line counts as an error, a farewell does not, and neither shows a password", async () => {
  const path = await Deno.makeTempFile();
  const url = "postgres://run_1:5ecre7@127.0.0.1:5432/run_1";
  await Deno.writeTextFile(
    path,
    `started\nError: cannot reach ${url}\n    at main (relay.js:3:9)\n`,
  );
  assert.equal(lastError(path), "Error: cannot reach postgres://run_1:***@127.0.0.1:5432/run_1");
  assert.doesNotMatch(lastWords(path), /5ecre7/);
  await Deno.writeTextFile(path, "ready\nleaving\n");
  assert.equal(lastError(path), null);
  assert.equal(lastWords(path), "ready / leaving");
  await Deno.remove(path);
  assert.deepEqual([lastError(path), lastWords(path)], [null, ""], "there is no log");
});

Deno.test("the final line of a process is the last line that it wrote, whatever the line says", async () => {
  const path = await Deno.makeTempFile();
  const before = "the disk is full\n";
  const said = async (log: string) => {
    await Deno.writeTextFile(path, before + log);
    return finalLine(path, before.length);
  };
  assert.equal(
    await said("ready\nerror: cannot go on\n  the slot is gone \n\n"),
    "the slot is gone",
  );
  assert.equal(
    await said("postgres://me:secret@host/db is gone"),
    "postgres://me:***@host/db is gone",
  );
  assert.equal(await said("ready\n"), "");
  assert.equal(await said(""), "");
  await Deno.remove(path);
  assert.equal(finalLine(path, 0), "");
});

Deno.test("the reason in a log is the last line with a failure, or an installer's first one", () => {
  assert.equal(reasonIn("LOG: up\nFATAL: no space\nLOG: bye\n"), "FATAL: no space");
  assert.equal(reasonIn("one\ntwo\n\n"), "two");
  assert.equal(reasonIn("\n"), null);
  assert.equal(reasonIn("one\ntwo: cannot\nfatal three\n\n", "first"), "two: cannot");
  assert.equal(reasonIn("one\ntwo\n\n", "first"), "two");
  assert.equal(reasonIn("INFO no error so far\nexited\n"), "exited");
  assert.equal(reasonIn("Exception: disk\n\tat java.x\n  in file\n"), "Exception: disk");
});
