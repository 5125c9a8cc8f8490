/** A role with an unknown setting exits. Otherwise it would run without its style, or with another style. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { variableOf } from "../harness/contract/choice.ts";
import { editionsOf } from "../harness/contract/lab.ts";
import { choices } from "./batch/choices.ts";
import { labs } from "./mod.ts";

const settings: [program: string, name: string, words: string[]][] = [
  ["outbox/relay.ts", "OUTBOX", ["status", "last-id-safe", "last-id"]],
  ["outbox/relay.ts", "ACTIVE", ["always", "advisory-lock"]],
  ["outbox/relay.ts", "WAKE", ["poll", "notify"]],
  ["outbox/relay.ts", "DELIVERY", ["send-then-mark", "mark-then-send", "send-unawaited"]],
  ["outbox/relay.ts", "BROKER", ["kafka", "kafka-cluster", "rabbitmq", "redis-streams"]],
  ["outbox/points.ts", "DEDUP", ["table", "none"]],
  ["messaging/login.ts", "PRODUCER", ["failure-log", "after-commit", "retry"]],
  ["messaging/login.ts", "SENDER", ["confirmed", "patient", "idempotent", "unconfirmed"]],
  ["messaging/points.ts", "DEDUP", ["dedup-table", "dedup-memory", "idempotent-effect"]],
  ["messaging/points.ts", "CONSUMER", ["in-order", "dead-letter", "swallow-poison"]],
  ["sync/login.ts", "CALL", ["record-failure", "all-or-nothing", "swallow"]],
  ["sync/login.ts", "REFUSED", ["set-aside", "compensate"]],
  ["sync/login.ts", "BREAKER", ["off", "on"]],
  ["sync/login.ts", "IDEMPOTENCY_KEY", ["message-id", "none"]],
  ["thread/login.ts", "TASK", ["pool", "failure-log-first", "fire-and-forget"]],
  ["polling/worker.ts", "CLAIM", ["none", "lease", "owner", "delete"]],
  ["polling/worker.ts", "FENCE", ["none", "token", "owner-name", "checked-before"]],
  ["polling/worker.ts", "OWNER", ["process", "role"]],
  ["polling/worker.ts", "DEDUP", ["table", "none"]],
  ["polling/worker.ts", "HEARTBEAT", ["by-token", "by-id"]],
  ["polling/worker.ts", "RETENTION", ["none", "done", "age"]],
  ["polling/worker.ts", "RETRY", ["backoff", "none"]],
  ["cdc/login.ts", "TABLE", ["none", "profiles", "customers"]],
  ["cdc/reader.ts", "POSITION", ["saved", "slot", "none"]],
  ["cdc/reader.ts", "CLIENT", ["own", "library"]],
  ["cdc/reader.ts", "START", ["compare", "none", "recreate"]],
  ["cdc/reader.ts", "IDLE", ["save", "none"]],
  ["cdc/reader.ts", "ACK", ["after-commit", "on-receive"]],
  ["cdc/reader.ts", "COMMIT", ["transaction", "change"]],
  ["cdc/reader.ts", "SAVE", [
    ...["with-changes", "before-apply", "every-n", "commit-start", "by-change"],
  ]],
  ["cdc/reader.ts", "TABLE", ["none", "profiles", "customers"]],
  ["cdc/reader.ts", "SNAPSHOT", ["none", "exported", "then-slot", "position-first", "overwrites"]],
  ["cdc/reader.ts", "APPLY", [
    ...["grants", "replica", "ignores-deletes", "toast-as-null", "key-change-in-place"],
    ...["trusts-row-events", "forward"],
  ]],
  ["batch/producer.ts", "FORMAT", ["csv", "fixed", "json", "kv", "xml"]],
  ["batch/producer.ts", "TRANSFER", ["sftp", "scp"]],
  ["batch/producer.ts", "ROWS", ["marked", "picked"]],
  ["batch/producer.ts", "WINDOW", [
    ...["half-open", "closed", "last-24h", "local-watermark", "ms-watermark"],
  ]],
  ["batch/producer.ts", "GUARD", ["unique", "none"]],
  ["batch/producer.ts", "LATE", ["reopen", "skip"]],
  ["batch/producer.ts", "RETRY", ["same-attempt", "new-attempt"]],
  ["batch/producer.ts", "RESEND", ["new-attempt", "same-name"]],
  ["batch/producer.ts", "SEND", ["manifest-last", "no-manifest", "no-rename", "same-name"]],
  ["batch/loader.ts", "FORMAT", ["csv", "fixed", "json", "kv", "xml"]],
  ["batch/loader.ts", "MANIFEST", ["required", "none"]],
  ["batch/loader.ts", "FETCH", ["stream", "spool"]],
  ["batch/loader.ts", "KNOWN", ["file", "name", "nothing"]],
  ["batch/loader.ts", "ORDER", ["strict", "none"]],
  ["batch/loader.ts", "ASK", ["calendar", "never"]],
  ["batch/loader.ts", "REMOVE", ["after-commit", "before-commit"]],
  ["batch/loader.ts", "DEDUP", ["operation", "none", "number"]],
  ["batch/loader.ts", "TOTALS", ["target", "none"]],
  ["batch/loader.ts", "SPLIT", ["parser", "lines"]],
];

const amounts: [program: string, name: string][] = [
  ["cdc/reader.ts", "BATCH"],
  ["cdc/consumer.ts", "WORK_MS"],
  ["polling/worker.ts", "BATCH_ROWS"],
  ["polling/worker.ts", "POLL_MS"],
  ["polling/worker.ts", "BACKOFF_MS"],
  ["polling/worker.ts", "LEASE_MS"],
  ["polling/worker.ts", "HEARTBEAT_MS"],
  ["outbox/relay.ts", "BATCH_ROWS"],
  ["outbox/relay.ts", "POLL_MS"],
  ["messaging/login.ts", "BUDGET_MS"],
  ["messaging/points.ts", "PREFETCH"],
  ["sync/login.ts", "TIMEOUT_MS"],
  ["thread/login.ts", "TIMEOUT_MS"],
  ["thread/login.ts", "POOL"],
  ["thread/login.ts", "QUEUE_LIMIT"],
  ["batch/producer.ts", "POLL_MS"],
  ["batch/producer.ts", "ROW_LIMIT"],
  ["batch/loader.ts", "POLL_MS"],
  ["batch/sender.ts", "POLL_MS"],
  ["batch/sender.ts", "CHUNK_ROWS"],
  ["batch/sender.ts", "TIMEOUT_MS"],
  ["batch/reader.ts", "POLL_MS"],
];

/** Nobody listens at these addresses: a role reports a bad setting before it needs a server. */
const nowhere = {
  SOURCE_URL: "postgres://nobody@127.0.0.1:1/none",
  TARGET_URL: "postgres://nobody@127.0.0.1:1/none",
  BROKER_URL: "127.0.0.1:1",
  POINTS_URL: "http://127.0.0.1:1/",
  TOPIC: "topic",
  GROUP: "topic.points",
  LISTEN_PORT: "0",
  FILES_URL: "sftp://nobody@127.0.0.1:1/none",
  FILES_KEY: import.meta.filename!,
  FILES_HOST_KEY: `SHA256:${"A".repeat(43)}`,
  RECEIVER_URL: "http://127.0.0.1:1/",
  ASYNCLAB_CLOCK: "http://127.0.0.1:1/",
  READ_ONLY_USER: "nobody",
  READ_ONLY_PASSWORD: "none",
  ...Object.fromEntries(
    Object.entries(choices).map(([name, { usual }]) => [variableOf(name), usual]),
  ),
};

async function outcomeOf(program: string, words: Record<string, string>) {
  const path = join(import.meta.dirname!, program);
  const config = join(import.meta.dirname!, "../deno.json");
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--frozen", "--config", config, "-A", path],
    env: { ...nowhere, ...words, NO_COLOR: "1" },
    signal: AbortSignal.timeout(20_000),
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

for (const [program, name, words] of settings) {
  Deno.test(`${program} exits at an unknown ${name} and names the known values`, async () => {
    const { code, stdout, stderr } = await outcomeOf(program, { [name]: "foo" });
    const sentence = `${name} cannot be 'foo'; it must be one of ${words.join(", ")}`;
    assert(stderr.startsWith(sentence), stderr);
    assert.deepEqual([code, stdout, stderr.split("\n").length], [64, "", 2], "one sentence, 64");
  });
}

for (const [program, name] of amounts) {
  Deno.test(`${program} exits when ${name} is no whole number`, async () => {
    for (const word of ["many", "-1", "1.5", ""]) {
      const { code, stderr } = await outcomeOf(program, { [name]: word });
      const sentence = `${name} cannot be '${word}'; it must be a whole number like`;
      assert(stderr.startsWith(sentence) && code === 64, `${word}: ${code} ${stderr}`);
    }
  });
}

Deno.test("a chunk of no row, or of more than the receiver takes, is refused", async () => {
  for (const CHUNK_ROWS of ["0", "10001"]) {
    const { code, stdout, stderr } = await outcomeOf("batch/sender.ts", { CHUNK_ROWS });
    const right = "it must be a whole number like 50, from 1 to 10000";
    assert.deepEqual([code, stdout, stderr], [
      ...[64, "", `CHUNK_ROWS cannot be '${CHUNK_ROWS}'; ${right}\n`],
    ]);
  }
});

Deno.test("the value 'constructor', which every object has as a property, is unknown too", async () => {
  const { code } = await outcomeOf("outbox/relay.ts", { OUTBOX: "constructor" });
  assert.equal(code, 64);
});

Deno.test("each setting of a variant is read by a role of its lab", async () => {
  for (const { name, roles, variants } of labs.flatMap(editionsOf)) {
    const text = await programsOf(name);
    const own = Object.values(roles).flatMap(({ settings = [] }) => settings);
    for (const word of own) assert(isRead(text, word), `nobody in ${name} reads ${word}`);
    for (const [variant, { settings = {} }] of Object.entries(variants)) {
      for (const word of Object.values(settings).flatMap(Object.keys)) {
        assert(isRead(text, word), `nobody in ${name}/${variant} reads ${word}`);
      }
    }
  }
});

const isRead = (text: string, word: string): boolean =>
  new RegExp(`(?:choice|setting|amount)\\(\\s*"${word}"`).test(text);

/** The source text of all programs that a role of this lab may run. */
async function programsOf(lab: string): Promise<string> {
  const folders = [lab, "login_points"].map((name) => join(import.meta.dirname!, name));
  return (await Promise.all(folders.map(textsIn))).flat().join("\n");
}

async function textsIn(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && name !== "testing") texts.push(...await textsIn(path));
    else if (/(?<!_test|_bench)\.ts$/.test(name)) texts.push(await Deno.readTextFile(path));
  }
  return texts;
}
