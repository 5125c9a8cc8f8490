/** Messaging on real brokers: sound variants keep their promises, twins break theirs, and each broker is what it is said to be. */
import assert from "node:assert/strict";
import type { Lab } from "../../harness/lab.ts";
import { type Folder, folder } from "../../testing/asynclab.ts";
import { keepsUnder, load, tells } from "../../testing/lab_steps.ts";
import { messaging } from "./lab.ts";

const over = (broker: string): Lab => messaging.editions!.find((lab) => lab.broker === broker)!;

/** Warm servers of one broker, in a folder of their own. */
async function warm(broker: string): Promise<Folder> {
  const here = await folder();
  const up = await here.asynclab("up", "messaging", "--broker", broker, "--runtime", "local");
  assert.equal(up.code, 0, up.stderr);
  return here;
}

Deno.test("messaging over Kafka", async (t) => {
  await using here = await warm("kafka");
  const lab = over("kafka");
  const faults = ["lose-ack", "rebalance", "offline-subscriber", "poison-consumer"];
  await keepsUnder(t, here, lab, "failure-log", faults);
  // The settings of dedup-table are those of failure-log.
  await tells(t, here, lab, Object.keys(lab.variants).filter((name) => name !== "dedup-table"));

  await t.step(
    "a login killed between commit and send loses: observed, never promised",
    async () => {
      const words = ["messaging", "--crash", "login:before-send@50", ...load];
      const { code, result } = await here.judged(...words);
      assert.equal(code, 0, JSON.stringify(result.promises));
      assert.equal(result.anomalies.lost.standing, "observed");
      assert(result.promises.every(({ name }) => name !== "no-loss"));
    },
  );

  await t.step("retry promises nothing of an outage that is longer than its budget", async () => {
    const outage = ["--chaos", "kill-broker", "--at", "500ms", "--for", "8500ms"];
    const { code, result } = await here.judged("messaging/retry", ...outage, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.promises.every(({ name }) => name !== "no-loss"));
  });
});

Deno.test("messaging over RabbitMQ", async (t) => {
  await using here = await warm("rabbitmq");
  const lab = over("rabbitmq");
  await keepsUnder(t, here, lab, "failure-log", ["lose-ack", "rebalance", "unbind-queue"]);
  const sound = ["failure-log", "transient-queue", "event", "command", "dead-letter"];
  await tells(t, here, lab, [...sound, "no-confirms", "requeue-reorder", "ack-before-work"]);

  await t.step("a transient queue is gone with its broker: observed, never promised", async () => {
    const words = ["messaging/transient-queue", "--broker", "rabbitmq"];
    // Messages wait in the queue while their consumer is held.
    const hold = ["--hold", "points:after-deliver@10=3s"];
    const chaos = [...hold, "--chaos", "kill-broker", "--at", "1s"];
    const { code, result } = await here.judged(...words, ...chaos, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
  });
});

Deno.test("messaging over Redis streams", async (t) => {
  await using here = await warm("redis-streams");
  const lab = over("redis-streams");
  await keepsUnder(t, here, lab, "failure-log", ["lose-ack"]);
  await tells(t, here, lab, ["failure-log", "event", "command", "ack-before-work"]);
});

Deno.test("messaging over Redis pub/sub", async (t) => {
  await using here = await warm("redis-pubsub");
  const lab = over("redis-pubsub");
  await tells(t, here, lab, ["event", "before-commit", "no-dedup"]);

  await t.step("what an offline subscriber misses is lost: observed, never promised", async () => {
    const words = ["messaging", "--broker", "redis-pubsub", "--chaos", "offline-subscriber"];
    const { code, result } = await here.judged(...words, ...load);
    assert.equal(code, 0, JSON.stringify(result.promises));
    assert(result.anomalies.lost.count > 0);
    assert.equal(result.anomalies.lost.standing, "observed");
    assert(result.promises.every(({ name }) => name !== "no-loss"));
  });
});

Deno.test("dead letters are put back while the run goes on, once their campaign is known", async () => {
  await using here = await folder();
  const chaos = ["--chaos", "poison-consumer", "--at", "500ms", "--for", "3s"];
  // A letter that is put back before the cure is set aside again, and put back again.
  const words = ["messaging/dead-letter", "--broker", "redis-streams", ...chaos];
  const run = here.start("run", ...words, "--runtime", "local", "--duration", "9s", "--rate", "60");
  let back = 0;
  let ended = false;
  const status = run.status.finally(() => ended = true);
  while (!ended) {
    const { code, stdout, stderr } = await here.asynclab("redrive");
    if (code === 0) back += parseInt(stdout);
    else assert.equal(code, 64, stderr);
  }
  assert(back >= 3, `${back} put back`);
  assert.equal((await status).code, 0);
  const [name] = await here.runs();
  const result = JSON.parse(
    await Deno.readTextFile(`${here.path}/.asynclab/runs/${name}/result.json`),
  );
  assert.equal(result.verdict, "kept");
  assert.equal(result.counts.applied, result.counts.committed);
  assert.equal(result.anomalies.aside.count, 3);

  const late = await here.asynclab("redrive");
  assert.equal(late.code, 64);
  assert.match(late.stderr, /No run goes on/);
});
