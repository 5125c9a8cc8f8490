import assert from "node:assert/strict";
import { LagSeconds } from "./monitors.ts";

Deno.test("the lag in seconds is the age of the first message that is not handled", () => {
  const lag = new LagSeconds(1);
  assert.equal(lag.of({ sent: 0, lag: 0 }, 0), 0);
  assert.equal(lag.of({ sent: 10, lag: 10 }, 1_000), 0);
  assert.equal(lag.of({ sent: 20, lag: 20 }, 2_000), 1);
  assert.equal(lag.of({ sent: 30, lag: 15 }, 3_000), 1, "the second ten are from 2 s");
  assert.equal(lag.of({ sent: 30, lag: 1 }, 9_000), 6);
  assert.equal(lag.of({ sent: 30, lag: 0 }, 10_000), 0);
  assert.equal(lag.of({ sent: 31, lag: null }, 11_000), null);
});

Deno.test("several targets share the lag: the slowest has at least an equal part", () => {
  const lag = new LagSeconds(2);
  assert.equal(lag.of({ sent: 10, lag: 20 }, 0), 0);
  assert.equal(lag.of({ sent: 20, lag: 40 }, 1_000), 1);
  assert.equal(lag.of({ sent: 20, lag: 20 }, 2_000), 1, "each may have handled the first ten");
});
