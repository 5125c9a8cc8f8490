import assert from "node:assert/strict";
import { contender } from "./contender.ts";
import { shown } from "./page.ts";
import { compareForms } from "./report/mod.ts";
import { comparisonSchema, toComparison } from "./result.ts";
import type { Round } from "./rounds.ts";
import { pageOf } from "./tables.ts";
import { letters } from "../../testing/toy/lab.ts";

const about = {
  ...{ asynclab: "0.1.0", date: "2026-01-31", seed: 1, rounds: 2, wallMs: 1_000 },
  machine: { system: "linux x86_64", cores: 2, memoryBytes: 2 ** 34, runtime: "local" },
  load: { rate: 100, durationMs: 5_000, users: 100 },
};

/** A round that ended without a result, for a reason with marks in it. */
const failed: Round = {
  ...{ run: "toy-1", seed: 1, result: null, byDates: false, throughput: null, knee: null },
  why: "it said <b>|no|</b>\u{202e}",
};

Deno.test("each form says the reason of a run without a result, and nothing in it is markup", () => {
  const variant = Object.keys(letters.variants)[0];
  const one = contender(letters, variant, { kind: "none" });
  const result = toComparison(new Map([[one, [failed, failed]]]), { kind: "none" }, about);
  assert.deepEqual(comparisonSchema.parse(JSON.parse(JSON.stringify(result))), result);
  assert.deepEqual(result.styles.map(({ verdict }) => verdict), ["unknown"]);
  for (const { name, render } of compareForms) {
    const text = render(shown(result, pageOf));
    assert(text.endsWith("\n") && !text.includes("\u{202e}"), name);
    assert(text.includes("it said"), name);
    if (name === "html") assert(!text.includes("<b>|no|"));
    if (name === "markdown") assert(!text.includes(" <b>|no|"));
  }
});

Deno.test("a style that the disturbance cannot hit is not applicable, in every form", () => {
  const variant = Object.keys(letters.variants)[0];
  const chaos = { kind: "chaos", chaos: "kill-nothing" } as const;
  const one = contender(letters, variant, chaos);
  assert.match(one.notApplicable!, /has no kill-nothing$/);
  const result = toComparison(new Map([[one, []]]), chaos, about);
  assert.deepEqual(result.styles.map(({ verdict }) => verdict), [null]);
  for (const { name, render } of compareForms) {
    if (name !== "json") assert.match(render(shown(result, pageOf)), /not applicable/, name);
  }
});
