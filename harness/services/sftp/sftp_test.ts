import assert from "node:assert/strict";
import { exists } from "../../host/cache.ts";
import { processesOf } from "../../servers/sweep.ts";
import { Late } from "../../timer.ts";
import { openSftp } from "./client.ts";
import { FileError, HostKeyError } from "./errors.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { whole } from "./pieces.ts";
import { openScp } from "./scp.ts";
import { sftp } from "./service.ts";
import { sleep } from "../../timer.ts";
import { bytesOf, fewest, randomChunks, stand, textOf } from "./testing.ts";

const refused = (reason: FileError["reason"]) => (error: unknown) =>
  error instanceof FileError && error.reason === reason;

Deno.test("files go to the server and back, of every size", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  for (const bytes of [0, 1, 130_048, 130_049, 5_000_001]) {
    const sent = await whole(randomChunks(bytes));
    assert.equal(await role.put([sent], "inbox/a.part"), bytes);
    const got = await whole((await role.get("inbox/a.part"))!);
    assert.equal(got.length, bytes);
    assert.equal(fingerprintOf(got), fingerprintOf(sent));
    assert.equal((await role.stat("inbox/a.part"))!.bytes, bytes);
  }
  assert.equal(await role.get("inbox/none"), null);
  assert.equal(await role.stat("inbox/none"), null);
  const half = await role.get("inbox/a.part");
  for await (const _chunk of half!) break;
  assert.deepEqual((await role.list("inbox")).map(({ name }) => name), ["a.part"]);
});

Deno.test("bytes before an empty chunk reach the server before the rest is there", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  const halves = async function* () {
    yield* bytesOf("half");
    yield new Uint8Array(0);
    while ((await role.stat("inbox/a.part"))?.bytes !== 4) await sleep(2);
    yield* bytesOf(" and half");
  };
  assert.equal(await role.put(halves(), "inbox/a.part"), 13);
  assert.equal(await textOf(await role.get("inbox/a.part")), "half and half");
});

Deno.test("rename refuses an existing name, and posixRename replaces it", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  await role.put(bytesOf("new"), "inbox/a.part");
  await role.put(bytesOf("old"), "inbox/a");
  await assert.rejects(role.rename("inbox/a.part", "inbox/a"), refused("failed"));
  assert.equal(await textOf(await role.get("inbox/a")), "old");
  await role.posixRename("inbox/a.part", "inbox/a");
  assert.equal(await textOf(await role.get("inbox/a")), "new");
  await role.rename("inbox/a", "done/a");
  await role.mkdir("inbox/deep");
  await role.remove("done/a");
  await assert.rejects(role.remove("done/a"), refused("missing"));
  await assert.rejects(role.rename("done/a", "done/b"), refused("missing"));
});

Deno.test("a role gets an address, a key and a fingerprint; all are gone with the namespace", async () => {
  let keyPath: string;
  {
    await using files = await stand();
    const { address, namespace, server } = files;
    keyPath = address.keyPath;
    assert.equal((await Deno.stat(keyPath)).mode! & 0o777, 0o600);
    assert.match(address.url, /^sftp:\/\/\w+@127\.0\.0\.1:\d+\/.*\/files\/test-\w+$/);
    assert.match(await sftp.version(server.access), /^(MINA \d+\.)?\d+\.\d+$/);
    await namespace.write("requests/a.again", "");
    await namespace.denyWrites();
    await sftp.dropNamespace(server.access, files.up.run);
    await sftp.dropNamespace(server.access, files.up.run);
    await using other = await sftp.openNamespace(server, files.up.run);
    assert.deepEqual(await other.list("requests"), []);
    await assert.rejects(sftp.ping({ ...server.access, password: "another" }), HostKeyError);
  }
  assert.equal(await exists(keyPath), false);
});

Deno.test("a server with another key is refused before anything is sent to it, 50 of 50 times", async () => {
  await using files = await stand();
  const wrong = { ...files.address, hostKey: `SHA256:${"A".repeat(43)}` };
  for (let i = 0; i < 50; i++) {
    using role = openSftp(wrong);
    await assert.rejects(role.put(bytesOf("secret"), "inbox/a"), (error: Error) => {
      assert.ok(error instanceof HostKeyError, String(error));
      assert.match(error.message, /has the key SHA256:\S+; it must have SHA256:A+$/);
      return true;
    });
  }
  assert.deepEqual(await files.namespace.list("inbox"), []);
});

Deno.test("the harness lists, reads, writes, moves, copies and removes files", async () => {
  await using files = await stand();
  const { namespace } = files;
  await namespace.write("inbox/a", "one");
  await namespace.copy("inbox/a", "lost/a");
  await namespace.move("inbox/a", "done/a");
  assert.equal(new TextDecoder().decode((await namespace.read("lost/a"))!), "one");
  assert.equal((await namespace.stat("done/a"))!.bytes, 3);
  await namespace.remove("done/a");
  assert.equal(await namespace.read("done/a"), null);
  assert.deepEqual(await namespace.list("inbox"), []);
  await assert.rejects(namespace.copy("done/a", "done/b"), /no file 'done\/a'/);
});

Deno.test("nobody writes into a folder without permission, not even root", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  await role.put(bytesOf("one"), "inbox/a.part");
  await files.namespace.denyWrites();
  await assert.rejects(role.put(bytesOf("two"), "inbox/b"), refused("denied"));
  await assert.rejects(role.rename("inbox/a.part", "inbox/a"), refused("denied"));
  await assert.rejects(role.remove("inbox/a.part"), refused("denied"));
  assert.equal(await textOf(await role.get("inbox/a.part")), "one");
  await files.namespace.allowWrites();
  await role.rename("inbox/a.part", "inbox/a");
});

Deno.test("on a full disk a write fails, and the session goes on", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  await role.list("inbox");
  const full = await files.server.fillDisk();
  await assert.rejects(role.put(bytesOf("one"), "inbox/a"), refused("failed"));
  using late = openSftp(files.address);
  await assert.rejects(late.put(bytesOf("one"), "inbox/b"), refused("failed"));
  assert.equal(await full.end(), 0);
  using after = openSftp(files.address);
  await after.put(bytesOf("one"), "inbox/c");
});

Deno.test("a kill ends all sessions; confirmed files are there after it, and clients connect again", async () => {
  await using files = await stand();
  const { server, up, namespace } = files;
  using role = openSftp(files.address);
  using idle = openSftp(files.address);
  await idle.list("inbox");
  await role.put(bytesOf("kept"), "inbox/a");
  assert.ok(await server.kill() >= fewest(server, 5));
  assert.deepEqual(processesOf(up.run), []);
  await assert.rejects(role.list("inbox"));
  await server.start();
  assert.equal(await textOf(await role.get("inbox/a")), "kept");
  assert.equal((await idle.list("inbox")).length, 1);
  assert.equal((await namespace.list("inbox")).length, 1);
  assert.ok(await server.stop() > 0);
  assert.deepEqual(processesOf(up.run), []);
  await server.start();
  assert.equal(await server.pause() > 0, true);
  const asked = role.list("inbox");
  await server.resume();
  assert.equal((await asked.catch(() => role.list("inbox"))).length, 1);
});

Deno.test("a namespace has settled when the server has nothing left to do for ended clients", async () => {
  await using files = await stand();
  {
    using role = openSftp(files.address);
    await role.put(randomChunks(1_000_000), "inbox/a");
    const open = role.put(endless(), "inbox/b");
    open.catch(() => {});
    await files.namespace.list("inbox");
  }
  await files.namespace.settled();
  const before = await files.namespace.stat("inbox/b");
  await files.namespace.settled();
  assert.deepEqual(await files.namespace.stat("inbox/b"), before);
});

Deno.test("a server that is silent for 5 s fails every call; the next ones connect again", async () => {
  await using files = await stand();
  using role = openSftp(files.address);
  using scp = openScp(files.address);
  await role.put(bytesOf("one"), "inbox/a");
  await textOf(await scp.get("inbox/a"));
  assert.ok(await files.server.pause() >= fewest(files.server, 2));
  const late = (error: unknown) => error instanceof Late;
  await Promise.all([
    assert.rejects(role.list("inbox"), late),
    assert.rejects(role.put(randomChunks(1_000_000), "inbox/b"), late),
    assert.rejects(scp.put(bytesOf("one"), "inbox/c", 3), late),
    assert.rejects(openSftp(files.address).list("inbox"), late),
  ]);
  await files.server.resume();
  assert.equal(await textOf(await role.get("inbox/a")), "one");
  assert.equal(await textOf(await scp.get("inbox/a")), "one");
});

async function* endless() {
  for (;;) {
    yield new Uint8Array(100_000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
