import assert from "node:assert/strict";
import { pathIn, targetOf } from "./address.ts";
import { clientKeyOf, hostKeyOf } from "./keys.ts";
import { endedAt } from "./sockets.ts";

const hostKey = (await hostKeyOf("one")).fingerprint;

Deno.test("an address is read; a wrong one is refused in one sentence", async () => {
  const keyPath = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(keyPath, (await clientKeyOf("one")).privateText);
    const target = targetOf({ url: "sftp://me@host:2222/a%20b/c/", keyPath, hostKey });
    assert.deepEqual(
      [target.user, target.host, target.port, target.folder],
      ["me", "host", 2222, "/a b/c"],
    );
    assert.equal(targetOf({ url: "sftp://me@host", keyPath, hostKey }).port, 22);
    assert.deepEqual(["inbox/a", "/b", ""].map((name) => pathIn(target, name)), [
      "/a b/c/inbox/a",
      "/b",
      "/a b/c",
    ]);
    assert.equal(pathIn({ ...target, folder: "" }, ""), ".");
    for (const url of ["", "sftp://host/a", "http://me@host/a", "me@host"]) {
      assert.throws(() => targetOf({ url, keyPath, hostKey }), /it must be sftp:\/\/USER@HOST/);
    }
    assert.throws(
      () => targetOf({ url: "sftp://me@host", keyPath, hostKey: "" }),
      /not a fingerprint/,
    );
  } finally {
    await Deno.remove(keyPath);
  }
});

Deno.test("connections that a client has ended are counted by port and state", () => {
  const table = `  sl  local_address rem_address   st
   0: 0100007F:0016 00000000:0000 0A
   1: 0100007F:0016 0100007F:C350 08
   2: 0100007F:0016 0100007F:C351 01
   3: 0100007F:0017 0100007F:C352 08
`;
  assert.equal(endedAt(table, 22), 1);
  assert.equal(endedAt("", 22), 0);
});
