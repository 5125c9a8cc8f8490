/** Lines about copies of a source: which of them cannot be read. */
import assert from "node:assert/strict";
import { line, reading } from "./read_testing.ts";

Deno.test("a line about a copy with a wrong field cannot be read", async () => {
  const bad = [
    '{"kind":"retention","slot":"a"}',
    '{"kind":"retention","slot":"a","bytes":null}',
    '{"kind":"retention","slot":"a","bytes":-1}',
    '{"kind":"retention","slot":"a","bytes":"1"}',
    '{"kind":"retention","bytes":1}',
    '{"kind":"retention","at":"soon","slot":"a","bytes":1}',
    '{"kind":"change","op":1,"of":2}',
    '{"kind":"replica","table":"a","target":"b","rows":1,"missing":0,"extra":0}',
    '{"kind":"replica","table":"a","target":"b","rows":1,"missing":0,"extra":0,"different":-1}',
    '{"kind":"replica","table":"a","target":"b","rows":1,"missing":0,"extra":"0","different":0}',
    '{"kind":"replica","table":"a","target":"b","rows":1.5,"missing":0,"extra":0,"different":0}',
    '{"kind":"replica","target":"b","rows":1,"missing":0,"extra":0,"different":0}',
    '{"kind":"replica","table":"a","rows":1,"missing":0,"extra":0,"different":0}',
    '{"kind":"replica","table":"a","target":"b","rows":1,"missing":0,"extra":0,"different":0,"first":[1]}',
    '{"kind":"change","op":1,"i":0}',
    '{"kind":"change","op":1,"i":2,"of":2}',
    '{"kind":"change","op":1,"i":0.5,"of":2}',
    '{"kind":"change","op":1,"i":31,"of":31}',
    '{"kind":"change","op":1,"i":0,"of":32}',
    '{"kind":"change","op":1,"i":-1,"of":2}',
    '{"kind":"change","op":1,"i":"0","of":2}',
    '{"kind":"applied","op":1,"i":0,"txid":7}',
    '{"kind":"applied","op":1,"i":0,"txid":7,"target":""}',
    '{"kind":"applied","op":1,"i":0,"target":"a"}',
    '{"kind":"applied","op":1,"i":31,"txid":7,"target":"a"}',
    '{"kind":"applied","op":1,"i":0,"txid":7.5,"target":"a"}',
    '{"kind":"applied","op":1,"i":0,"txid":"7","target":"a"}',
    '{"kind":"applied","op":1,"i":0,"txid":9007199254740993,"target":"a"}',
  ];
  for (const text of bad) {
    const { unreadable } = await reading(line(7) + text + "\n" + line(8));
    assert.deepEqual(unreadable.first.map(({ line }) => line), [2], text);
  }
  const good = [
    '{"kind":"retention","at":null,"slot":"a","bytes":0}',
    '{"kind":"change","op":7,"at":null,"i":30,"of":31,"tx":"0/16B3748"}',
    '{"kind":"applied","op":7,"at":1,"i":0,"txid":9007199254740991,"target":"a"}',
    '{"kind":"replica","table":"a","target":"b","rows":1,"missing":0,"extra":0,"different":0}',
  ];
  for (const text of good) {
    const { unreadable, operations } = await reading(line(7) + text + "\n");
    assert.deepEqual([unreadable.count, operations.count], [0, 1], text);
  }
});
