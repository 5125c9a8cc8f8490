import assert from "node:assert/strict";
import { join } from "node:path";
import { readHistory } from "./read.ts";
import { storyOf } from "./story.ts";
import { HistoryFile } from "./write.ts";

Deno.test("appended events are on disk at once, and a story is in the order of time", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using login = HistoryFile.open(join(folder, "login.jsonl"));
    using relay = HistoryFile.open(join(folder, "relay.jsonl"));
    relay.append({ at: 9, kind: "send", op: 1, role: "relay", attempt: 1 });
    login.append(
      { at: null, kind: "commit", op: 1, key: 'zoë "z"\n', seq: 1 },
      { at: 5, kind: "ok", op: 1 },
      { at: 6, kind: "ok", op: 2 },
    );
    login.append();
    login.appendAll([{ at: 7, kind: "aside", op: 1, where: "outbox", reason: "FAILED" }]);
    const facts = await readHistory(folder);
    assert.deepEqual([facts.events, facts.unreadable.count, facts.torn.length], [5, 0, 0]);
    const stories = await storyOf(folder, [1, 3]);
    assert.deepEqual(stories.get(1)!.map(({ kind }) => kind), ["ok", "aside", "send", "commit"]);
    assert.deepEqual(stories.get(3), []);
    assert.equal(stories.get(1)!.at(-1)!.key, 'zoë "z"\n');
    assert.equal((await Deno.stat(login.path)).mode! & 0o077, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a file opened with `openOwn` begins empty, and `isOwn` is false once somebody else has changed it", async () => {
  const dir = await Deno.makeTempDir();
  const path = join(dir, "audit.jsonl");
  await Deno.writeTextFile(path, '{"kind":"effect"}\n');
  using file = HistoryFile.openOwn(path);
  file.append({ at: 1, kind: "ok", op: 0 });
  assert(file.isOwn());
  assert.equal((await Deno.readTextFile(path)).split("\n").length, 2);
  await Deno.writeTextFile(path, '{"kind":"effect"}\n', { append: true });
  assert(!file.isOwn());
  await Deno.remove(path);
  assert(!file.isOwn());
  await Deno.remove(dir, { recursive: true });
});
