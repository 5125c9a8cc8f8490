import assert from "node:assert/strict";
import { sideOf, verdictOf } from "./sides.ts";
import { settingsThatDiffer } from "./settings.ts";
import type { Side } from "./result.ts";

const verdicts = ["kept", "broken", "unknown"] as const;
const side = (verdict: Side["verdict"], promise: Side["promise"] = verdict): Side => ({
  ...{ variant: "one", run: "one-1", verdict, promise, why: "", dropped: 0 },
  broken: verdict === "broken" ? ["no-loss"] : [],
});

Deno.test("shown means that the twin broke its promise, and the sound variant kept all, twice", () => {
  for (const promise of [...verdicts, null]) {
    for (const first of verdicts) {
      for (const second of verdicts) {
        const verdict = verdictOf({
          breaks: "no-loss",
          twin: side("broken", promise),
          sound: [side(first), side(second)],
        });
        const isBroken = first === "broken" || second === "broken";
        const isShown = promise === "broken" && first === "kept" && second === "kept";
        assert.equal(verdict, isBroken ? "broken" : isShown ? "shown" : "unknown");
      }
    }
  }
});

Deno.test("a run without a result decides nothing, and says why", () => {
  const ended = { run: "one-1", seed: 1, result: null, why: "No disk" };
  assert.deepEqual(sideOf("one", "no-loss", ended), {
    ...{ variant: "one", run: "one-1", verdict: "unknown", promise: null },
    ...{ why: "No disk", broken: [], dropped: 0 },
  });
});

Deno.test("a sound variant is not accused of slow callers under a load that is not its own", () => {
  const twin = side("broken");
  const of = (breaks: string, broken: readonly string[], dropped: number) =>
    verdictOf({
      ...{ breaks, twin },
      sound: [side("kept"), { ...side("broken"), broken: [...broken], dropped }],
    });
  assert.equal(of("bounded-memory", ["caller-survives"], 0), "unknown");
  assert.equal(of("bounded-memory", ["bounded-memory"], 9), "unknown");
  assert.equal(of("bounded-memory", ["bounded-memory"], 0), "broken");
  assert.equal(of("no-loss", ["caller-survives", "bounded-wait", "bounded-memory"], 1), "unknown");
  assert.equal(of("no-loss", ["caller-survives", "no-duplicate"], 9), "broken");
});

Deno.test("settings differ where one variant lacks them or has another value", () => {
  const variant = (settings: Record<string, Record<string, string>>) => (
    { summary: "", promises: [], worstCase: {}, settings }
  );
  const twin = variant({ relay: { MARK: "first", WAKE: "poll" }, points: { DEDUP: "none" } });
  const sound = variant({ relay: { WAKE: "poll", MARK: "last", ONLY: "here" } });
  assert.deepEqual(settingsThatDiffer(twin, sound), [
    { role: "relay", name: "MARK", twin: "first", sound: "last" },
    { role: "points", name: "DEDUP", twin: "none", sound: null },
    { role: "relay", name: "ONLY", twin: null, sound: "here" },
  ]);
  assert.deepEqual(settingsThatDiffer(sound, sound), []);
});
