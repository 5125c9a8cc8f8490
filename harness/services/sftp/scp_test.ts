import assert from "node:assert/strict";
import { openSftp } from "./client.ts";
import { FileError, HostKeyError } from "./errors.ts";
import { whole } from "./pieces.ts";
import { openScp } from "./scp.ts";
import { bytesOf, fewest, randomChunks, stand, textOf } from "./testing.ts";

const refused = (reason: FileError["reason"]) => (error: unknown) =>
  error instanceof FileError && error.reason === reason;

Deno.test("scp: files go to the server and back, of every size and name", async () => {
  await using files = await stand();
  using role = openScp(files.address);
  const names = ["inbox/a", "inbox/it's $HOME", "inbox/-r", "inbox/two words", "inbox/a"];
  for (const [i, bytes] of [0, 1, 131_072, 131_073, 5_000_001].entries()) {
    const sent = await whole(randomChunks(bytes));
    await role.put([sent], names[i], bytes);
    assert.deepEqual(await whole((await role.get(names[i]))!), sent);
  }
  assert.equal((await files.namespace.list("inbox")).length, 4);
  assert.equal(await role.get("inbox/none"), null);
  const half = await role.get("inbox/a");
  for await (const _chunk of half!) break;
  assert.equal((await whole((await role.get("inbox/a"))!)).length, 5_000_001);
});

Deno.test("scp: a shorter file replaces a longer one", async () => {
  await using files = await stand();
  using role = openScp(files.address);
  await role.put(bytesOf("a long text"), "inbox/a", 11);
  await role.put(bytesOf("short"), "inbox/a", 5);
  assert.equal(await textOf(await role.get("inbox/a")), "short");
});

Deno.test("scp: content of another length than announced is refused, and later files arrive", async () => {
  await using files = await stand();
  using role = openScp(files.address);
  await assert.rejects(role.put(bytesOf("abc"), "inbox/a", 4), /has 3 bytes; it must have the 4/);
  await assert.rejects(role.put(bytesOf("abc"), "inbox/a", 2), /has more than 2 bytes/);
  await assert.rejects(role.put(bytesOf("abc"), "none/a", 3), refused("missing"));
  await role.put(bytesOf("abc"), "inbox/b", 3);
  await files.namespace.denyWrites();
  await assert.rejects(role.put(bytesOf("abc"), "inbox/c", 3), refused("denied"));
  await files.namespace.allowWrites();
  await role.put(bytesOf("abc"), "inbox/c", 3);
  assert.equal(await textOf(await role.get("inbox/c")), "abc");
});

Deno.test("scp: a server with another key gets nothing", async () => {
  await using files = await stand();
  using role = openScp({ ...files.address, hostKey: `SHA256:${"A".repeat(43)}` });
  await assert.rejects(role.put(bytesOf("secret"), "inbox/a", 6), HostKeyError);
  await assert.rejects(role.get("inbox/a"), HostKeyError);
});

Deno.test("scp: a kill of the server fails the transfer; the next one connects again", async () => {
  await using files = await stand();
  using role = openScp(files.address);
  using other = openSftp(files.address);
  await role.put(bytesOf("one"), "inbox/a", 3);
  const open = role.put(slowly(), "inbox/b", 1_000_000);
  open.catch(() => {});
  while ((await other.stat("inbox/b")) === null);
  assert.ok(await files.server.kill() >= fewest(files.server, 4));
  await assert.rejects(open);
  await files.server.start();
  assert.equal(await textOf(await role.get("inbox/a")), "one");
});

async function* slowly() {
  for (let i = 0; i < 1_000; i++) {
    yield new Uint8Array(1_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
