import assert from "node:assert/strict";
import { linesIn } from "./takes.ts";

Deno.test("blank lines and comments are no lines of code", () => {
  const code = [
    "/** What it does. */",
    'import { a } from "./a.ts";',
    "",
    "/*",
    " * more",
    " */",
    "  // a remark",
    "const x = 1; // beside code",
    "const url = `http://${x}`;",
  ].join("\n");
  assert.equal(linesIn(code), 3);
});
