import assert from "node:assert/strict";
import { requireEngine } from "../../../testing/engine.ts";
import { docker, DockerError, whyIn } from "./cli.ts";

Deno.test.beforeAll(requireEngine);

Deno.test("docker cli: the error of a failing command is one sentence with docker's reason", async () => {
  await assert.rejects(docker(["inspect", "no-such-thing"]), (error) => {
    assert.ok(error instanceof DockerError);
    assert.match(error.message, /^docker inspect failed: .+/);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
});

Deno.test("docker cli: a command that takes too long is killed, and the error says so", async () => {
  const args = ["events", "--since", "1m"];
  await assert.rejects(docker(args, { timeoutMs: 300 }), {
    name: "DockerError",
    message: "docker events failed: no answer within 0.3 s",
  });
});

Deno.test("docker cli: aborting kills the command and throws the reason", async () => {
  const reason = new Error("enough");
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 200);
  await assert.rejects(docker(["events"], { signal: stop.signal, timeoutMs: 5000 }), reason);
  await assert.rejects(docker(["version"], { signal: stop.signal }), reason);
});

Deno.test("docker cli: the reason is the last line that reports an error", () => {
  const stderr = "pulling\nError response from daemon: no such image\n\nsee 'docker --help'\n";
  assert.equal(whyIn(stderr, 1), "no such image");
  assert.equal(whyIn("just words\n", 1), "just words");
  assert.equal(whyIn("", 7), "exit code 7");
});
