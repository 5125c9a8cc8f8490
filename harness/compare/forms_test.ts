import assert from "node:assert/strict";
import { contender } from "./contender.ts";
import { shown } from "./page.ts";
import { compareForms } from "./report/mod.ts";
import { type CompareResult, comparisonSchema, toComparison } from "./result.ts";
import type { Round } from "./rounds.ts";
import { latencyFigure, simulatedLatencyFigure, throughputFigure } from "./figures.ts";
import { pageOf } from "./tables.ts";
import { letters } from "../../testing/toy/lab.ts";

const about = {
  ...{ asynclab: "0.1.0", date: "2026-01-31", seed: 1, rounds: 2, wallMs: 1_000 },
  machine: { system: "linux x86_64", cores: 2, memoryBytes: 2 ** 34, runtime: "local" },
  load: { rate: 100, durationMs: 5_000, users: 100 },
};

/** A round that ended without a result, for a reason with marks in it. */
const failed: Round = {
  ...{ run: "toy-1", seed: 1, result: null, throughput: null, knee: null },
  ...{ byDates: false, businessHours: null },
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

Deno.test("a latency of business hours is called simulated, and has no rank, in every form", () => {
  const variant = Object.keys(letters.variants)[0];
  const one = contender(letters, variant, { kind: "none" });
  const round = { ...failed, why: null, byDates: true };
  const made = toComparison(new Map([[one, [round]]]), { kind: "none" }, about);
  const [style] = made.styles;
  const words = { throughput: "high", complexity: "low", stability: "low", situation: "" } as const;
  const hours = { median: 32.04, min: 31, max: 33, rounds: 1, rank: 1 };
  const result: CompareResult = {
    ...made,
    styles: [{
      ...style,
      handbook: { ...words, latency: "high" },
      figures: {
        ...style.figures,
        [simulatedLatencyFigure.name]: hours,
        [throughputFigure.name]: { median: 4_777, min: 4_700, max: 4_800, rounds: 1, rank: 1 },
      },
    }],
  };
  assert.equal(result.styles[0].figures[latencyFigure.name], null);
  for (const { name, render } of compareForms) {
    const text = render(shown(result, pageOf)).replaceAll("\u00a0", " ");
    if (name === "json") assert.match(text, /"businessP50Hours": \{\s+"median": 32.04/);
    else {
      for (
        const words of [/simulated p50/, /32 h/, /high; 31 h to 33 h, simulated/, /4,777 rows\/s/]
      ) {
        assert.match(text, words, name);
      }
      assert.doesNotMatch(text, /simulated, rank/);
      assert.match(text, /its latency is simulated/);
    }
  }
});

Deno.test("in a file, a cell of the page leads to the run it comes from; printed, it does not", () => {
  const variant = Object.keys(letters.variants)[0];
  const one = contender(letters, variant, { kind: "none" });
  const rounds = [1, 2, 3].map((n) => ({ ...failed, run: `toy-${n}`, why: null }));
  const made = toComparison(new Map([[one, rounds]]), { kind: "none" }, about);
  const [style] = made.styles;
  const rates = [300, 400, 500];
  const result: CompareResult = {
    ...made,
    styles: [{
      ...style,
      rounds: style.rounds.map((round, i) => ({
        ...round,
        figures: { ...round.figures, [throughputFigure.name]: rates[i] },
      })),
      figures: {
        ...style.figures,
        [throughputFigure.name]: { median: 400, min: 300, max: 500, rounds: 3, rank: 1 },
      },
    }],
  };
  const html = compareForms.find(({ name }) => name === "html")!;
  const page = shown(result, pageOf);
  assert(!html.render(page).includes("<a "));
  const linked = html.render({ ...page, runsPath: "../.asynclab/runs" });
  assert.match(
    linked,
    /<a href="\.\.\/\.asynclab\/runs\/toy-2\/report\.html" title="toy-2">400\/s</,
  );
  assert.match(
    linked,
    /<a href="\.\.\/\.asynclab\/runs\/toy-1\/report\.html" title="toy-1">toy-1</,
  );
});
