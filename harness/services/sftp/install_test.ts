import assert from "node:assert/strict";
import { join } from "node:path";
import { findSshd, isAtLeast, versionIn } from "./install.ts";

Deno.test("the version of OpenSSH stands in its banner and in what sshd -V says", () => {
  assert.equal(versionIn("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u6"), "9.2");
  assert.equal(versionIn("unknown option -- V\nOpenSSH_8.4p1 Debian-5, OpenSSL 1.1.1"), "8.4");
  assert.equal(versionIn("dropbear"), null);
  const atLeast = ["9.2", "9.8", "10.0"].map((version) => isAtLeast(version, "9.8"));
  assert.deepEqual(atLeast, [false, true, true]);
});

Deno.test("sshd is found on PATH, or where Debian puts it, and an old one has its version in an error", async () => {
  const dir = await Deno.makeTempDir();
  const path = Deno.env.get("PATH")!;
  const program = async (name: string, text: string) => {
    await Deno.writeTextFile(join(dir, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return join(dir, name);
  };
  const other = join(dir, "none");
  try {
    Deno.env.set("PATH", dir);
    assert.equal(await findSshd(other), null);
    const usual = await program("usual", "echo OpenSSH_9.2p1, OpenSSL 3.0 >&2");
    assert.deepEqual(await findSshd(usual), { home: usual, version: "9.2" });
    const home = await program("sshd", "echo 'unknown option -- V' 'OpenSSH_8.4p1' >&2; exit 1");
    assert.deepEqual(await findSshd(usual), { home, version: "8.4" });
    await program("sshd", "echo something else");
    assert.equal(await findSshd(other), null);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(dir, { recursive: true });
  }
});
