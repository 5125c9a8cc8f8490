import assert from "node:assert/strict";
import fc from "fast-check";
import { StatementWords } from "./statement_words.ts";

const wordsOf = (...statements: string[]) => {
  const words = new StatementWords();
  for (const statement of statements) words.note(statement);
  return words.all().sort();
};

Deno.test("the words of statements are in lower case, each once, without quoted values", () => {
  assert.deepEqual(
    wordsOf(`select "Id" from outbox where note = 'grants of o''clock'`, "update OUTBOX set a=$1"),
    ["a", "from", "id", "note", "outbox", "select", "set", "update", "where"],
  );
});

Deno.test("a table between any text is found, and a value is no word", () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/);
  const value = fc.string().map((text) => `'${text.replaceAll("'", "''")}'`);
  fc.assert(fc.property(name, name, value, (table, column, value) => {
    const words = wordsOf(`select ${column} from "${table}" where x=${value}and y`);
    assert.deepEqual(
      words,
      [...new Set(["select", column, "from", table, "where", "x", "and", "y"])].sort(),
    );
  }));
});
