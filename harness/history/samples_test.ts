import assert from "node:assert/strict";
import { join } from "node:path";
import { firstSendsOf } from "./first_sends.ts";
import { samplesOf } from "./samples.ts";

async function inFiles(lines: readonly string[], use: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "one.jsonl"), lines.join("\n") + "\n");
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("samples come in the order of time, each with its process or slot", async () => {
  await inFiles([
    '{"at":9,"kind":"sample","role":"login","incarnation":2,"rssBytes":70}',
    '{"at":3,"kind":"sample","role":"login","incarnation":1,"rssBytes":50}',
    '{"at":4,"kind":"sample","role":"outbox","backlog":3}',
    '{"at":5,"kind":"retention","slot":"points","bytes":99}',
    '{"at":6,"kind":"sample","role":"login","rssBytes":',
    '{"at":1,"kind":"invoke","op":1,"key":"kim","value":"1","planned":1}',
  ], async (path) => {
    assert.deepEqual(await samplesOf(path, "sample"), [
      { atMs: 3, of: "login", bytes: 50 },
      { atMs: 9, of: "login, process 2", bytes: 70 },
    ]);
    assert.deepEqual(await samplesOf(path, "retention"), [{ atMs: 5, of: "points", bytes: 99 }]);
  });
});

Deno.test("an operation is first sent on at its first send or delivery", async () => {
  await inFiles([
    '{"at":9,"kind":"send","op":1,"role":"relay","attempt":2}',
    '{"at":7,"kind":"deliver","op":1,"role":"points"}',
    '{"at":8,"kind":"deliver","op":2,"role":"points"}',
    '{"at":2,"kind":"commit","op":3,"key":"kim","seq":1}',
  ], async (path) => {
    assert.deepEqual([...await firstSendsOf(path)], [[1, 7], [2, 8]]);
  });
});
