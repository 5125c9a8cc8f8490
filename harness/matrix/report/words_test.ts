import assert from "node:assert/strict";
import { elapsed } from "./words.ts";

Deno.test("a time is shown as precisely as a waiting person needs", () => {
  const shown: [ms: number, text: string][] = [
    [0, "0 ms"],
    [412, "412 ms"],
    [1_000, "1 s"],
    [41_249, "41.2 s"],
    [59_499, "59.5 s"],
    [59_960, "1 min 0 s"],
    [843_000, "14 min 3 s"],
    [3_600_000, "1 h 0 min"],
    [9_000_000, "2 h 30 min"],
  ];
  for (const [ms, text] of shown) assert.equal(elapsed(ms), text);
});
