/** Hand-written histories of servers with another key: the fault's end counts the logins. */
import assert from "node:assert/strict";
import { type Event, fault, judged, sound } from "./testing/hand_written.ts";

const claims = [{ name: "known-server", under: "any" as const }];
const impostor = (fields: Event) => fault("f1", 5, 15, fields, "wrong-host-key-files");

async function verdictOf(more: Event[]) {
  const { promises: [{ verdict, why }] } = await judged([...sound, ...more], { claims });
  return [verdict, why];
}

Deno.test("a role that logs in to a server with another key breaks known-server", async () => {
  assert.deepEqual(await verdictOf(impostor({ touched: 3, misled: 1 })), [
    "broken",
    "1 of 3 connections logged in to a server with another key",
  ]);
  assert.deepEqual(await verdictOf(impostor({ touched: 3, misled: 0 })), [
    "kept",
    "3 connections to a server with another key, and none logged in",
  ]);
  assert.deepEqual(await verdictOf(impostor({})), ["kept", "no server had another key"]);
  assert.deepEqual(await verdictOf([]), ["kept", "no server had another key"]);
});

Deno.test("a fault without an end leaves known-server undecided", async () => {
  const [begin] = impostor({});
  assert.equal((await verdictOf([begin]))[0], "unknown");
  const other = fault("f2", 5, 15, { touched: 2, misled: 2 });
  assert.equal((await verdictOf([begin, ...other]))[0], "broken");
});
