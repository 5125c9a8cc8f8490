import assert from "node:assert/strict";
import fc from "fast-check";
import { foldAt } from "./fold_at.ts";

const folded = (line: string) => foldAt(line.split(" "));

Deno.test("the words behind --chaos become one value at any position", () => {
  const value = "kill-broker at relay:after-read@3";
  assert.deepEqual(folded(`run --chaos ${value} outbox`), ["run", "--chaos", value, "outbox"]);
  assert.deepEqual(folded(`run outbox --chaos ${value}`), ["run", "outbox", "--chaos", value]);
  assert.deepEqual(folded(`run outbox --chaos=${value} --json`), [
    ...["run", "outbox", `--chaos=${value}`, "--json"],
  ]);
  const two = "a at r:p@3,b at r:q@op=1";
  assert.deepEqual(folded(`--chaos ${two} outbox`), ["--chaos", two, "outbox"]);
});

Deno.test("without 'at' nothing is changed", () => {
  for (
    const line of ["run --chaos kill-broker outbox", "run outbox --rate 3", "at at", "--chaos"]
  ) {
    assert.deepEqual(folded(line), line.split(" "));
  }
  assert.deepEqual(foldAt(["--", "--chaos", "a", "at", "b"]), ["--", "--chaos", "a", "at", "b"]);
});

Deno.test("an 'at' without its failpoint goes to --chaos, which refuses it", () => {
  assert.deepEqual(folded("--chaos a at"), ["--chaos", "a at"]);
  assert.deepEqual(folded("--chaos a at --rate 3"), ["--chaos", "a at", "--rate", "3"]);
});

Deno.test("folding keeps the text, and a second folding changes nothing", () => {
  const word = fc.constantFrom(
    "run",
    "outbox",
    "--chaos",
    "--rate",
    "7",
    "at",
    "r:p@1",
    "a,b",
    "--",
  );
  fc.assert(fc.property(fc.array(word), (words) => {
    const once = foldAt(words);
    assert.deepEqual(foldAt(once), once);
    assert.equal(once.join(" "), words.join(" "));
  }));
});
