import assert from "node:assert/strict";
import fc from "fast-check";
import { briefSpread } from "./brief.ts";
import { faults } from "./faults/mod.ts";
import { schedule } from "./faults/schedule.ts";
import { durationMsOf, type RunPlan } from "./plan.ts";
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
  seed: 7,
  workload,
  episodes: [],
  points: [],
  commands: {},
  drainTimeoutMs: 60_000,
  ...fields,
});

const durationMs = durationMsOf(workload);
const faultOf = (word: string) => faults.find(({ name }) => name === word.split(":")[0])!;

function episodesOf(
  names: readonly string[],
  seed: number,
  { brief, ...given }: { atMs?: number; forMs?: number; times?: number; brief?: boolean },
): RunPlan["episodes"] {
  const request = names.map((name) => {
    const { leastMs, lastsMs } = faultOf(name);
    return { name, lastsMs: brief ? leastMs : lastsMs };
  });
  const spread = brief ? briefSpread : undefined;
  return schedule({ seed, durationMs, faults: request, ...given, spread }).map((episode) => {
    const [name, aim] = episode.name.split(":");
    return { ...episode, name, ...(aim !== undefined && { aim }) };
  });
}

function option(command: string, name: string): string | undefined {
  return new RegExp(` ${name} (\\S+)`).exec(command)?.[1];
}

Deno.test("the command leads to the same episodes, whichever words led to them first", () => {
  const words = ["kill-broker", "restart-broker", "partition-network:relay-broker", "pause-relay"];
  const request = fc.record({
    names: fc.shuffledSubarray(words, { minLength: 1 }),
    seed: fc.nat(),
    atMs: fc.option(fc.integer({ min: 1, max: durationMs - 1 }), { nil: undefined }),
    forMs: fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined }),
    times: fc.integer({ min: 1, max: 4 }),
    brief: fc.boolean(),
  });
  fc.assert(fc.property(request, ({ names, seed, atMs, forMs, times, brief }) => {
    const episodes = episodesOf(names, seed, { atMs, forMs, times, brief });
    const command = repeatCommand(plan({ seed, episodes, brief }), "local");
    const ms = (name: string) => {
      const text = option(command, name);
      return text === undefined ? undefined : Number(/^(\d+)ms$/.exec(text)![1]);
    };
    const again = episodesOf(option(command, "--chaos")!.split(","), seed, {
      atMs: ms("--at"),
      forMs: ms("--for"),
      times: Number(option(command, "--times") ?? 1),
      brief: / --brief\b/.test(command),
    });
    assert.equal(option(command, "--seed"), String(seed));
    assert.deepEqual(again, episodes);
  }));
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
