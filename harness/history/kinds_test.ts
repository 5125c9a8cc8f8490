import assert from "node:assert/strict";
import { isBelieved } from "./believed.ts";
import { controlKind, controlKinds, frequentKinds, kindNames, kinds } from "./kinds/mod.ts";
import { KindTable } from "./lexer.ts";

Deno.test("each kind has a name of its own, a summary and words for its fields", () => {
  assert.equal(new Set(kinds.map(({ name }) => name)).size, kinds.length);
  for (const { name, summary, fields, optional = [] } of kinds) {
    assert.match(summary, /^[A-Z].*\.$/, name);
    assert.ok(Object.values(fields).every((words) => words !== ""), name);
    assert.deepEqual(optional.filter((field) => !(field in fields)), [], name);
  }
  for (const { fields } of frequentKinds) assert.ok("op" in fields);
  for (const kind of controlKinds) assert.equal(controlKind(kind.name), kind);
});

Deno.test("the kind table finds each frequent kind, and no name that only looks like one", () => {
  const table = new KindTable(kindNames);
  const at = (text: string) => {
    const bytes = new TextEncoder().encode(`"${text}"`);
    return table.at(bytes, 1, bytes.length - 1);
  };
  frequentKinds.forEach(({ name }, i) => assert.equal(at(name), i + 1));
  for (const name of ["", "o", "okk", "kO", "sene", "effecT", "fault", "x".repeat(40)]) {
    assert.equal(at(name), 0, name);
  }
  assert.equal(at(`o${"k".repeat(33)}`), 0, "of a length that differs by 32");
});

Deno.test("two frequent kinds that look alike are refused when the table is made", () => {
  assert.throws(() => new KindTable(["", "commit", "borrow"]), /'borrow' and 'commit' look alike/);
});

Deno.test("a file of a run is believed for the kinds of its writer, and for the kinds that roles write", () => {
  for (const { name, writer, secondWriter } of kinds) {
    assert.ok(isBelieved("anyone", name) && isBelieved(writer, name));
    if (secondWriter !== undefined) assert.ok(isBelieved(secondWriter, name));
    const others = (["harness", "load", "databases"] as const)
      .filter((one) => one !== writer && one !== secondWriter);
    for (const other of others) assert.equal(isBelieved(other, name), writer === "role", name);
  }
});
