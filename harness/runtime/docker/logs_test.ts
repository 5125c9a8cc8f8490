import assert from "node:assert/strict";
import { reasonInLog } from "./logs.ts";

Deno.test("logs: the reason is the last line that tells of a failure", () => {
  assert.equal(reasonInLog("LOG: up\nFATAL: no space\nLOG: bye\n"), "FATAL: no space");
  assert.equal(reasonInLog("one\ntwo\n\n"), "two");
  assert.equal(reasonInLog("\n"), null);
});
