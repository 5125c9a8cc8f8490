import assert from "node:assert/strict";
import { Axis } from "./axis.ts";
import { HazardMarks } from "./hazard_marks.ts";

Deno.test("hazards of one name share a mark in each bucket, and few marks are kept", () => {
  const axis = new Axis();
  const marks = new HazardMarks();
  marks.add(1_020, "redelivery", axis);
  marks.add(1_010, "redelivery", axis);
  marks.add(1_015, "in-hand", axis);
  marks.add(5_000, "redelivery", axis);
  assert.deepEqual(marks.marks(axis), [
    { atMs: 1_010, name: "redelivery" },
    { atMs: 1_015, name: "in-hand" },
    { atMs: 5_000, name: "redelivery" },
  ]);
  for (let i = 0; i < 2_000; i++) marks.add(i * 200, "takeover", axis);
  assert(marks.marks(axis).length <= 300);
});
