import assert from "node:assert/strict";
import { judgementOf, sound } from "../../check/testing/hand_written.ts";
import { aboutNothing, type Result, toResult } from "../../report/result.ts";
import type { Ended } from "../run_once.ts";
import { costsOf } from "./costs.ts";

type Traffic = Result["traffic"][number];

const passed = { up: 600, down: 300, requests: 4 };
const login = { ...passed, link: "login-source", tables: ["outbox", "users"] };
const relay = { ...passed, link: "relay#2-source", tables: ["outbox"] };
const consumer = { ...passed, link: "points-target", tables: ["outbox"] };
const broker = { ...passed, link: "relay-broker", requests: null, tables: null };

/** A run whose roles sent so many requests in all. */
async function ran(requests: number, ...more: readonly Traffic[]): Promise<Ended> {
  const result = toResult(await judgementOf(sound), aboutNothing);
  const traffic = [{ ...login, requests }, ...more];
  return { run: "one", seed: 1, why: null, result: { ...result, traffic } };
}

const failed: Ended = { run: "two", seed: 1, result: null, why: "the source did not answer" };

Deno.test("the cure's work is beside the twin's, and a run without a result has no figure", async () => {
  const [twin, cure] = [await ran(4), await ran(8)];
  const committed = twin.result!.counts.committed;
  const costs = costsOf(twin, [cure, failed]);
  assert.deepEqual(costs.find(({ name }) => name === "queriesPerOperation"), {
    name: "queriesPerOperation",
    twin: Number((4 / committed).toFixed(2)),
    sound: [Number((8 / committed).toFixed(2)), null],
  });
});

Deno.test("a table is counted once a server, and not at all where a server did not say its tables", async () => {
  const tables = async (...more: readonly Traffic[]) =>
    costsOf(await ran(4, ...more), []).find(({ name }) => name === "tables")?.twin ?? null;
  assert.equal(await tables(relay, broker), 2);
  assert.equal(await tables(relay, consumer, broker), 3);
  assert.equal(await tables({ ...consumer, tables: null }), null);
});

Deno.test("figures that no run has are left out", () => {
  assert.deepEqual(costsOf(failed, [failed, failed]), []);
});
