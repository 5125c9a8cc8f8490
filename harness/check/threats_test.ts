import assert from "node:assert/strict";
import { hazards } from "../contract/hazards.ts";
import { checkers } from "./mod.ts";
import type { Threatened } from "./threats.ts";
import {
  drained,
  type Event,
  fault,
  happy,
  judgementOf,
  meta,
  sound,
} from "./testing/hand_written.ts";

/** The history of a run that could see these hazards. */
const seeing = (names: readonly string[], ...more: Event[]): Event[] => [
  { ...meta, hazards: names },
  ...sound.filter(({ kind }) => kind !== "meta"),
  ...more,
];
const hazard = (name: string, fields: Event = {}): Event => (
  { at: 9, kind: "hazard", name, source: "broker log", ...fields }
);

async function threatsOf(events: Event[]): Promise<Record<string, Threatened | null>> {
  const { promises } = await judgementOf(events);
  return Object.fromEntries(promises.map(({ name, verdict, threatened }) => {
    assert.equal(verdict, "kept", name);
    return [name, threatened];
  }));
}

Deno.test("a history written by hand does not say whether its promises were threatened", async () => {
  const threats = await threatsOf(sound);
  const counted = { count: 3, hazards: [{ name: "operation", count: 3, source: "history" }] };
  assert.deepEqual(threats, {
    "no-loss": null,
    "no-duplicate": null,
    "no-phantom": null,
    "order-per-key": null,
    "no-corruption": counted,
  });
});

Deno.test("a promise is kept, and was not threatened, where the run saw none of its hazards", async () => {
  const none = { count: 0, hazards: [] };
  const all = seeing(hazards.map(({ name }) => name));
  const { "no-corruption": _, ...threats } = await threatsOf(all);
  assert.deepEqual(Object.values(threats), [none, none, none, none]);
});

Deno.test("a hazard threatens the promises that name it, with its count and its source", async () => {
  const threats = await threatsOf(
    seeing(
      ["rollback"],
      hazard("redelivery", { op: 1 }),
      hazard("redelivery", { op: 2 }),
      hazard("unrecorded-send", { count: 4, source: "failpoint relay:after-send-before-mark" }),
      hazard("nobody-knows-it"),
    ),
  );
  const redelivery = { name: "redelivery", count: 2, source: "broker log" };
  assert.deepEqual(threats["no-duplicate"], {
    count: 6,
    hazards: [redelivery, {
      name: "unrecorded-send",
      count: 4,
      source: "failpoint relay:after-send-before-mark",
    }],
  });
  assert.deepEqual(threats["order-per-key"], { count: 2, hazards: [redelivery] });
  assert.deepEqual(threats["no-phantom"], { count: 0, hazards: [] });
  assert.equal(threats["no-loss"], null, "nobody looked for its hazards");
});

Deno.test("two operations of a key under way across an effective fault threaten its order", async () => {
  const pair = [{ ...meta, hazards: ["key-under-way"] }, ...happy(0), ...happy(1), drained]
    .map((event) => "key" in event ? { ...event, key: "kim", ...seqOf(event) } : event);
  const count = async (...more: Event[]) => {
    const { promises } = await judgementOf([...pair, ...more]);
    return promises.find(({ name }) => name === "order-per-key")?.threatened?.count;
  };
  assert.equal(await count(), 0, "no fault");
  assert.equal(await count(...fault("f", 0, 30)), 1);
  assert.equal(await count(...fault("f", 0, 30, { touched: 0 })), 0, "the fault had no effect");
});

const seqOf = ({ op, kind }: Event): Event =>
  kind === "commit" || kind === "effect" ? { seq: Number(op) + 1 } : {};

Deno.test("each promise names hazards of the catalogue, or counts operations", () => {
  for (const { name, threatenedBy, operations } of checkers) {
    if (threatenedBy === "operations") assert(operations !== undefined, name);
    else {assert(
        threatenedBy.length > 0 && threatenedBy.every((one) => hazards.includes(one)),
        name,
      );}
  }
  assert.equal(new Set(hazards.map(({ name }) => name)).size, hazards.length);
  for (const { name, summary } of hazards) assert.match(summary, /^[A-Z].*\.$/, name);
  const used = checkers.flatMap(({ threatenedBy }) =>
    threatenedBy === "operations" ? [] : threatenedBy
  );
  assert.deepEqual(hazards.filter((one) => !used.includes(one)), [], "each threatens a promise");
});
