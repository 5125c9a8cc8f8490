/** Foreign programs run in the place of our roles. Their own records cannot make a verdict wrong. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Result } from "../../harness/report/result.ts";
import type { Folder } from "../../testing/asynclab.ts";
import { program } from "../../testing/foreign/program.ts";
import { load, warm } from "../../testing/lab_steps.ts";
import { outbox } from "./lab.ts";

const judged = (here: Folder, ...words: string[]) =>
  here.judged("outbox", ...load, "--drain-timeout", "20s", ...words);

const verdictOf = ({ promises }: Result, name: string) =>
  promises.find((promise) => promise.name === name)?.verdict;

Deno.test("outbox judges foreign programs correctly", async (t) => {
  await using here = await warm(outbox);

  await t.step("a sound relay that marks no row keeps its promises when it is killed", async () => {
    const relay = `relay=${program("relay", "position")}`;
    const { code, result, stderr } = await judged(here, "--role", relay, "--chaos", "kill-relay");
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
    assert(result.faults[0].effective);
    assert.equal(result.counts.applied, result.counts.committed);
  });

  await t.step("a relay that stops sending breaks progresses", async () => {
    const relay = `relay=${program("relay", "sends-nothing")}`;
    const { code, result, stderr } = await judged(here, "--role", relay);
    assert.equal(code, 1, JSON.stringify(result.promises) + stderr);
    assert.equal(verdictOf(result, "progresses"), "broken");
    assert.equal(verdictOf(result, "no-loss"), "unknown");
  });

  await t.step("markers of transactions do not count as waiting messages", async () => {
    const relay = `relay=${program("relay", "transactions")}`;
    const { code, result, stderr } = await judged(here, "--role", relay);
    assert.equal(code, 0, JSON.stringify(result.promises) + stderr);
  });

  await t.step("the judge ignores effects that a relay writes itself", async () => {
    const relay = `relay=cd / && MODE=unused ${program("relay", "covers-up")}`;
    const { code, result, stderr } = await judged(here, "--role", relay);
    assert.equal(code, 1, JSON.stringify(result.promises) + stderr);
    assert.equal(verdictOf(result, "no-loss"), "broken");
    assert.match(result.promises[0].why, /last seen at the relay/);
  });

  await t.step("a consumer that handles copies concurrently breaks no-duplicate", async () => {
    const points = `points=${program("consumer")}`;
    const { result, stderr } = await judged(
      here,
      ...["--role", points, "--chaos", "duplicate-message"],
    );
    assert.equal(verdictOf(result, "no-duplicate"), "broken", stderr);
  });

  await t.step(
    "a relay that runs on after the kill of its client does not count as down",
    async () => {
      await using outside = await playOutside(here, program("relay", "position"));
      const { code, result, stderr } = await judged(
        here,
        ...["--role", `relay=${outside.client}`, "--chaos", "kill-relay", "--for", "1500ms"],
      );
      assert.equal(code, 2, JSON.stringify(result.promises) + stderr);
      assert.equal(result.faults[0].effective, false);
      assert.match(result.promises[0].why, /relay was not down/);
    },
  );
});

/** The role is a client that only writes its environment to a file. The relay runs elsewhere, as in a container. */
async function playOutside(here: Folder, line: string) {
  const place = await Deno.makeTempDir({ dir: here.path });
  const environment = join(place, "environment");
  let child: Deno.ChildProcess | null = null;
  let ended = false;
  const playing = (async () => {
    while (!ended) {
      const text = await Deno.readTextFile(environment).catch(() => null);
      if (text !== null) {
        const env = Object.fromEntries(
          text.split("\0").filter(Boolean).map((pair) => {
            const cut = pair.indexOf("=");
            return [pair.slice(0, cut), pair.slice(cut + 1)];
          }),
        );
        const options = { args: ["-c", `exec ${line}`], env, clearEnv: true };
        child = new Deno.Command("sh", { ...options, stdout: "null", stderr: "null" }).spawn();
        await child.status;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    client: `cat /proc/self/environ > '${environment}.new' && ` +
      `mv -n '${environment}.new' '${environment}'; echo ready; exec sleep 1000`,
    async [Symbol.asyncDispose]() {
      ended = true;
      child?.kill("SIGKILL");
      await playing;
    },
  };
}
