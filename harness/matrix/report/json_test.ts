import assert from "node:assert/strict";
import fc from "fast-check";
import { anyResult } from "../testing/random_result.ts";
import { checkResultShape } from "../result.ts";
import { json } from "./json.ts";

Deno.test("any result is read back as it was, and nothing in the file is invisible", () => {
  fc.assert(fc.property(anyResult, (result) => {
    const text = json.render(result, null);
    assert.deepEqual(checkResultShape.parse(JSON.parse(text)), result);
    assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
    assert(text.endsWith("}\n"));
  }));
});
