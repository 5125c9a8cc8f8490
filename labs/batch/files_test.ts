import assert from "node:assert/strict";
import { manifestShape, sequenceIn } from "./files.ts";

const manifest = {
  feed: "points",
  date: "2026-03-29",
  attempt: 1,
  sequence: 1,
  file: "points-2026-03-29-1.csv",
  format: "csv",
  bytes: 123,
  sha256: "0".repeat(64),
  count: 3,
  sum: "210",
  xor: "7",
};
const isRight = (changes: Record<string, unknown>) =>
  manifestShape.safeParse({ ...manifest, ...changes }).success;

Deno.test("a manifest names a file in its own folder, and nothing else", () => {
  assert(isRight({}));
  const names = [
    "../points.csv",
    "..",
    ".",
    "",
    "a/b.csv",
    "a\\b.csv",
    "/etc/passwd",
    "C:points.csv",
    ".hidden",
    "points..csv",
    "points.csv\n",
    "points.csv\0",
    "points.csv ",
    "%2e%2e%2fpoints.csv",
    "points\u2024csv",
    "\u202Evsc.stniop",
    "-".repeat(201),
  ];
  for (const file of names) {
    const isAccepted = isRight({ file });
    assert(!isAccepted, JSON.stringify(file));
  }
});

Deno.test("a manifest with wrong values is refused", () => {
  const wrong = [
    { date: "2026-02-30" },
    { date: "../2026-03-29" },
    { attempt: 0 },
    { attempt: 1.5 },
    { attempt: "1" },
    { count: -1 },
    { bytes: 2 ** 53 },
    { sum: "1e9" },
    { sum: "-1" },
    { xor: "" },
    { sha256: "0".repeat(63) },
    { feed: "other" },
    { file: null },
  ];
  for (const changes of wrong) assert(!isRight(changes), JSON.stringify(changes));
});

Deno.test("only the name of a request asks for a sequence", () => {
  assert.equal(sequenceIn("points-7-2026-03-29.again"), 7);
  const others = [
    "../points-7-2026-03-29.again",
    "points-7-2026-03-29.again.part",
    "points-0x7-2026-03-29.again",
  ];
  for (const name of others) assert.equal(sequenceIn(name), null, name);
});
