/** On random histories, whatever they hold: an explanation has words, a proof of its own clauses, and its schema. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { randomEvents } from "../../check/testing/random_history.ts";
import { caseOf } from "../../history/case.ts";
import { painter } from "../paint.ts";
import { wrongs } from "./clause.ts";
import { explain } from "./explain.ts";
import { explanationJson, explanationSchema } from "./json.ts";
import { sequenceOf } from "./sequence.ts";
import { sequenceSvg } from "./sequence_svg.ts";
import { sequenceLines } from "./sequence_text.ts";
import { explanationLines } from "./text.ts";

/** Rows and positions of operations that exist, and of some that do not, with places of both forms. */
const places = fc.constantFrom("1", "2", "10", "0/1", "0/1A", "?");
const time = fc.option(fc.integer({ min: 0, max: 100 }));
const furtherEvents = fc.array(fc.oneof(
  fc.record({
    at: time,
    kind: fc.constant("row"),
    op: fc.integer({ min: 0, max: 4 }),
    where: fc.constantFrom("outbox", "log"),
    place: places,
    state: fc.constantFrom("written", "waiting", "taken", "done", "set-aside", "deleted", "?"),
  }),
  fc.record({
    at: time,
    kind: fc.constant("position"),
    reader: fc.constantFrom("relay", "reader"),
    where: fc.constantFrom("outbox", "log"),
    place: places,
  }),
  fc.record({
    at: time,
    kind: fc.constant("retention"),
    slot: fc.constant("s"),
    bytes: fc.constant(1),
    place: places,
  }),
));

/** Random histories have whole numbers that no double holds. */
const textOf = (event: object): string =>
  JSON.stringify(event, (_, field) => typeof field === "bigint" ? Number(field) : field);

Deno.test("every operation of a random history is explained, or named unknown", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "history.jsonl");
  try {
    await fc.assert(
      fc.asyncProperty(
        randomEvents,
        furtherEvents,
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom(undefined, ...wrongs),
        async (events, further, op, wrong) => {
          const lines = [...events, ...further].map(textOf);
          await Deno.writeTextFile(path, lines.join("\n") + "\n");
          const found = await caseOf(path, op);
          const explanation = explain(found, wrong);
          assert.equal(explanation === null, found.own.length === 0);
          if (explanation === null) return;
          explanationSchema.parse(explanationJson(explanation));
          const { clauses, mistake } = explanation;
          assert(
            mistake === null || clauses.some(({ isProof }) => isProof),
            JSON.stringify(mistake),
          );
          assert(mistake !== null || clauses.every(({ isProof }) => !isProof));
          const timed = clauses.flatMap(({ atMs }) => atMs ?? []);
          assert.deepEqual(timed, timed.toSorted((a, b) => a - b));
          assert(
            explanationLines(explanation, painter(false)).every((line) =>
              !/undefined|NaN/.test(line)
            ),
          );
          const { lanes, steps } = sequenceOf(explanation);
          assert(steps.every(({ from, to }) => lanes.includes(from) && lanes.includes(to)));
          assert.equal(sequenceLines({ lanes, steps }).length, steps.length + 1);
          assert(sequenceSvg(explanation).startsWith("<svg"));
        },
      ),
      { numRuns: 300 },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
