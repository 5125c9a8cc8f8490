import assert from "node:assert/strict";
import { opOf, written } from "./audit.ts";

const twice = (message: unknown) => JSON.stringify(JSON.stringify(message));

const cases: [string, string | null, number | null][] = [
  ["an object", '{"messageId":"m","op": 12,"user":"kim"}', 12],
  ["the first operation", '{"op":0}', 0],
  ["encoded twice", twice({ op: 12, user: "kim" }), 12],
  ["encoded three times", JSON.stringify(twice({ op: 12 })), 12],
  ["encoded twice by hand, with spaces", '"{\\"op\\": 12}"', 12],
  ["encoded twice and cut off", twice({ op: 12, user: "kim" }).slice(0, -9), 12],
  ["cut off", '{"op":12,"user":"ki', 12],
  ["in an envelope", '{"op":"c","after":{"op":12}}', 12],
  ["encoded twice in an envelope", JSON.stringify({ payload: JSON.stringify({ op: 12 }) }), 12],
  ["a number as text", '{"op":"12"}', 12],
  ["its own number, not the number in its note", '{"note":"\\"op\\": 7","op":12}', 12],
  ["the largest that is exact", '{"op":9007199254740991}', 9_007_199_254_740_991],
  ["one digit too many", '{"op":9007199254740993}', null],
  ["one digit too many, encoded twice", '"{\\"op\\":9007199254740993}"', null],
  ["one digit too many, cut off", '{"op":9007199254740993,"us', null],
  ["no integer", '{"op":12.5}', null],
  ["no integer, cut off", '{"op":12.5,"us', null],
  ["below zero", '{"op":-1}', null],
  ["another field", '{"top":12}', null],
  ["no JSON", "hello", null],
  ["JSON without it", "[1, 2]", null],
  ["nothing", "", null],
  ["a tombstone", null, null],
];
for (const [name, text, op] of cases) {
  Deno.test(`opOf reads a message: ${name}`, () => assert.equal(opOf(text), op));
}

Deno.test("an operation's number is written with every digit", () => {
  const line = (op: bigint) => JSON.stringify({ op: written(op) });
  assert.equal(line(7n), '{"op":7}');
  assert.equal(line(9007199254740993n), '{"op":9007199254740993}');
});
