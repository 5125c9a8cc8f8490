import assert from "node:assert/strict";
import type { HandbookLevel } from "../contract/handbook.ts";
import { type Compared, disagreementsOf } from "./disagreements.ts";
import { latencyFigure, simulatedLatencyFigure } from "./figures.ts";

function style(name: string, latency: HandbookLevel | null, min: number, max: number): Compared {
  const words = {
    throughput: "middle",
    complexity: "low",
    stability: "low",
    situation: "",
  } as const;
  return {
    name,
    handbook: latency === null ? null : { ...words, latency },
    figures: { [latencyFigure.name]: { median: min, min, max, rounds: 6 } },
  };
}

const pairs = (...styles: Compared[]) => disagreementsOf(styles).map(({ styles }) => styles);

Deno.test("two styles disagree with handbooks where every round has the other order", () => {
  assert.deepEqual(pairs(style("a", "high", 1, 2), style("b", "low", 3, 4)), [["a", "b"]]);
});

Deno.test("the handbooks' own order, equal words and overlapping rounds are no disagreement", () => {
  assert.deepEqual(pairs(style("a", "low", 1, 2), style("b", "high", 3, 4)), []);
  assert.deepEqual(pairs(style("a", "low", 1, 2), style("b", "low", 3, 4)), []);
  assert.deepEqual(pairs(style("a", "high", 1, 3), style("b", "low", 3, 4)), []);
});

Deno.test("a style without handbook words or without figures disagrees with nobody", () => {
  assert.deepEqual(pairs(style("a", null, 1, 2), style("b", "low", 3, 4)), []);
  const unmeasured = { ...style("a", "high", 1, 2), figures: {} };
  assert.deepEqual(pairs(unmeasured, style("b", "low", 3, 4)), []);
});

function simulated(name: string, latency: HandbookLevel, hours: number): Compared {
  const { handbook } = style(name, latency, 0, 0);
  const figure = { median: hours, min: hours, max: hours, rounds: 6 };
  return { name, handbook, figures: { [simulatedLatencyFigure.name]: figure } };
}

Deno.test("simulated hours are longer than milliseconds: where handbooks say so, nothing disagrees", () => {
  assert.deepEqual(pairs(simulated("nightly", "high", 0.01), style("a", "low", 3, 900)), []);
});

Deno.test("a disagreement that rests on simulated hours says so", () => {
  const found = disagreementsOf([simulated("nightly", "low", 32), style("a", "high", 3, 4)]);
  assert.deepEqual(found, [{
    ...{ about: "latency", figure: latencyFigure.name },
    ...{ styles: ["a", "nightly"], simulated: ["nightly"] },
  }]);
});
