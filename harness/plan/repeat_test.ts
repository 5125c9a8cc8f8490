import assert from "node:assert/strict";
import type { RunPlan } from "./plan.ts";
import { repeatCommand } from "./repeat.ts";

const workload = {
  rate: 200,
  messages: 1_000,
  users: 50,
  rollbackShare: 0.05,
  inFlightLimit: 256,
  timeoutMs: 5_000,
};
const plan = (fields: Partial<RunPlan>): RunPlan => ({
  schema: 1,
  run: "r",
  lab: "outbox",
  variant: "status",
  choices: {},
  seed: 7,
  workload,
  episodes: [],
  points: [],
  commands: {},
  drainTimeoutMs: 60_000,
  ...fields,
});

Deno.test("the command repeats the options of the run", () => {
  const asked = { chaos: "kill-broker,partition-network:relay-broker", atMs: 300, times: 2 };
  const command = repeatCommand(plan({ asked }), "local");
  assert.match(
    command,
    / --chaos kill-broker,partition-network:relay-broker --at 300ms --times 2$/,
  );
  assert.doesNotMatch(repeatCommand(plan({}), "local"), /--chaos|--at|--for|--times/);
});

Deno.test("words with spaces and quotes are one word to a shell", async () => {
  const text = "login:before-commit@5 until relay:after-mark";
  const command = repeatCommand(
    plan({
      points: [{
        action: "hold",
        at: { role: "login", instance: null, point: "before-commit" },
        which: { nth: 5 },
        during: null,
        until: null,
        forMs: 1,
        text,
      }],
      commands: { relay: `echo 'it is' "$HOME"; exit` },
    }),
    "docker",
  );
  const script = command.replace(/^\S+/, "printf '%s\\n'");
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  const words = new TextDecoder().decode(stdout).trimEnd().split("\n");
  assert.deepEqual(words.slice(0, 6), [
    "run",
    "outbox/status",
    "--seed",
    "7",
    "--runtime",
    "docker",
  ]);
  assert.deepEqual(words.slice(-4), ["--hold", text, "--role", `relay=echo 'it is' "$HOME"; exit`]);
  assert(!words.includes("--chaos"));
});
