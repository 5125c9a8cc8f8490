/** A failure at the start of a run prints one sentence, exits 69 and leaves nothing running. */
import assert from "node:assert/strict";
import { folder } from "../testing/asynclab.ts";
import { untilGone } from "../testing/traces.ts";

/** Over Redis, which starts with a tenth of the CPU of Kafka: these failures do not depend on the broker. */
const outbox = ["outbox", "--broker", "redis-streams", "--runtime", "local"];
const run = ["run", ...outbox, "--messages", "50"];

Deno.test("a run names a role that dies at its start, and quotes its last output", async () => {
  await using here = await folder();
  const words = ["--role", `relay=sh -c 'echo no config here >&2; exit 3'`];
  const { code, stderr, stdout } = await here.asynclab(...run, ...words);
  assert.equal(code, 69, stderr);
  assert.match(
    stderr,
    /Role relay ended at its start \(exit code 3\): no config here; its log is /,
  );
  assert.equal(stdout, "");
  await untilGone(await here.runs());
});

Deno.test("a missing program of a role ends the run with exit code 69", async () => {
  await using here = await folder();
  const { code, stderr } = await here.asynclab(...run, "--role", "relay=/no/such/relay");
  assert.equal(code, 69, stderr);
  assert.match(stderr, /relay ended at its start/);
});

Deno.test("a run names a port that is in use", async () => {
  await using here = await folder();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const { code, stderr } = await here.asynclab(...run, "--port-base", String(port));
  assert.equal(code, 69, stderr);
  assert.match(stderr, new RegExp(`asynclab: .*\\b${port}\\b`));
  await untilGone(await here.runs());
});

Deno.test("a second `up` says that servers are up; `down` without servers says that none are", async () => {
  await using here = await folder();
  assert.match((await here.asynclab("down")).stdout, /no servers were up from this folder/);
  assert.equal((await here.asynclab("up", "sync", "--runtime", "local")).code, 0);
  const again = await here.asynclab("up", "sync");
  assert.equal(again.code, 64);
  assert.match(again.stderr, /up already \(local\); 'asynclab down' ends them/);
  assert.match((await here.asynclab("down")).stdout, /sync are down/);
});

Deno.test("one of two concurrent `up` commands wins, and `down` ends all servers", async () => {
  await using here = await folder();
  const ups = await Promise.all(
    [1, 2].map(() => here.asynclab("up", "sync", "--runtime", "local")),
  );
  assert.deepEqual(ups.map(({ code }) => code).sort(), [0, 64]);
  const warm = JSON.parse(await Deno.readTextFile(`${here.path}/.asynclab/warm-sync.json`));
  await here.asynclab("down");
  await untilGone([warm.run]);
});

Deno.test("a folder that cannot be written ends the run with one sentence", async () => {
  await using here = await folder();
  await Deno.writeTextFile(`${here.path}/.asynclab`, "in the way");
  const { code, stderr } = await here.asynclab(...run);
  assert.equal(code, 69, stderr);
  assert.match(stderr, /asynclab: Cannot write to '.*\.asynclab' \(/);
});

Deno.test("`clean` sweeps ended runs, and does not touch an active run", async () => {
  await using here = await folder();
  await here.asynclab(...run, "--role", "relay=/no/such/relay");
  const going = here.start("run", ...outbox, "--messages", "600");
  while ((await here.runs()).length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  const { stdout } = await here.asynclab("clean", "--runs");
  assert.match(
    stdout,
    /removed the leftovers of 1 ended run, and its folder; did not touch 1 active run/,
  );
  assert.equal((await going.status).code, 0);
});
