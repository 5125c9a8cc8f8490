import assert from "node:assert/strict";
import { outbox } from "../../labs/outbox/lab.ts";
import { polling } from "../../labs/polling/lab.ts";
import { sync } from "../../labs/sync/lab.ts";
import { parsePoints } from "../faults/failpoint_spec.ts";
import { seenHazards } from "./seen_hazards.ts";

const plan = { variant: "status", points: [], commands: {} };

Deno.test("a run sees the hazards of its sources, of its faults and of the failpoints that are armed", () => {
  const seen = seenHazards(outbox, plan);
  for (const name of ["copy-in-log", "key-under-way", "receiver-away", "rollback", "takeover"]) {
    assert(seen.includes(name), name);
  }
  assert(!seen.includes("late-commit"));
  const points = parsePoints("hold", ["login:before-commit@3=500ms"]);
  assert(seenHazards(outbox, { ...plan, points }).includes("late-commit"));
});

Deno.test("a source that needs our own program sees nothing of a foreign one", () => {
  const seen = seenHazards(outbox, { ...plan, commands: { login: "python3 login.py" } });
  assert(!seen.includes("rollback"));
  assert(seen.includes("copy-in-log"));
});

Deno.test("a source sees only the variants whose role has one of its words", () => {
  const sees = (variant: string) =>
    seenHazards(outbox, { ...plan, variant }).includes("redelivery");
  assert(sees("status"));
  assert(!sees("no-dedup"));
});

Deno.test("a source that a variant must ask for is not there where it sets none of the words", () => {
  const sees = (variant: string) =>
    seenHazards(polling, { ...plan, variant }).includes("lease-expired");
  assert(sees("lease"));
  assert(!sees("status"));
  assert(!sees("owner-never-released"));
});

Deno.test("in front of a called role requests without an answer are seen, whoever the caller is", () => {
  const commands = { login: "python3 login.py" };
  assert(seenHazards(sync, { ...plan, variant: "record-failure", commands }).includes("in-hand"));
});
