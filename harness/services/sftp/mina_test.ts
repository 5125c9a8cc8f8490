/** Apache MINA SSHD in the place of OpenSSH. All tests of the service run on it with ASYNCLAB_SFTP=mina. */
import assert from "node:assert/strict";
import type { Buffer } from "node:buffer";
import { join } from "node:path";
import type { Service } from "../../contract/lab.ts";
import { processesOf, runDataDir } from "../../servers/sweep.ts";
import { targetFor } from "./access.ts";
import { openSftp, sftpTo } from "./client.ts";
import { denyWrites } from "./denial.ts";
import { FileError } from "./errors.ts";
import { clientKeyOf } from "./keys.ts";
import { findMina, installMina } from "./mina/install.ts";
import { launchMina } from "./mina/launch.ts";
import { openScp } from "./scp.ts";
import { type FilesNamespace, sftp } from "./service.ts";
import { ask, openSession } from "./session.ts";
import { bytesOf, stand, textOf } from "./testing.ts";

const mina: Service<FilesNamespace> = {
  ...sftp,
  local: {
    ...sftp.local,
    chosen: undefined,
    install: installMina,
    find: findMina,
    launch: launchMina,
  },
};

const refused = (reason: FileError["reason"]) => (error: unknown) =>
  error instanceof FileError && error.reason === reason;

Deno.test("MINA: one process, on this machine alone; it says its version, and nothing is left of it", async () => {
  await using files = await stand(mina);
  const { server, up, namespace } = files;
  using role = openSftp(files.address);
  assert.match(server.version, /^MINA \d+\.\d+\.\d+$/);
  assert.equal(namespace.folder, join(runDataDir(up.run), "files/files", up.run));
  for (const end of ["kill", "stop"] as const) {
    await role.put(bytesOf("one"), "inbox/a");
    assert.ok(await server[end]() >= 1);
    assert.deepEqual(processesOf(up.run), []);
    await server.start();
    assert.equal(await textOf(await role.get("inbox/a")), "one");
  }
  const listening = (await Deno.readTextFile("/proc/net/tcp6")) +
    await Deno.readTextFile("/proc/net/tcp");
  const port = server.access.endpoint.port.toString(16).toUpperCase().padStart(4, "0");
  const at = [...listening.matchAll(/: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /g)]
    .filter(([, , found]) => found === port).map(([, address]) => address);
  assert.equal(at.length, 1);
  assert.match(at[0], /0100007F$/);
});

Deno.test("MINA: only the one user with the one key gets in", async () => {
  await using files = await stand(mina);
  const target = await targetFor(files.server.access);
  using right = sftpTo(target);
  await right.list("");
  for (
    const wrong of [{ user: "nobody" }, { privateKey: (await clientKeyOf("other")).privateText }]
  ) {
    using other = sftpTo({ ...target, ...wrong });
    await assert.rejects(other.list(""), /authentication methods failed/);
  }
});

Deno.test("MINA: it flushes, renames, and looks at files behind a symbolic link", async () => {
  await using files = await stand(mina);
  using role = openSftp(files.address);
  await role.put(bytesOf("new"), "inbox/a.part");
  await role.put(bytesOf("old"), "inbox/a");
  await assert.rejects(role.rename("inbox/a.part", "inbox/a"), refused("failed"));
  assert.equal(await textOf(await role.get("inbox/a")), "old");
  await role.posixRename("inbox/a.part", "inbox/a");
  const { folder } = files.namespace;
  await Deno.symlink(join(folder, "inbox"), join(folder, "link"));
  assert.equal(await textOf(await role.get("link/a")), "new");
  await Deno.remove(join(folder, "link"));
  using session = await openSession(await targetFor(files.server.access));
  const path = join(folder, "inbox/a");
  const handle = await ask<Buffer>(
    session,
    "open",
    ({ open }, done) => open.call(session.sftp, path, "w", done),
  );
  await ask(session, "flush", (sftp, done) => sftp.ext_openssh_fsync(handle, done));
  await files.namespace.settled();
});

Deno.test("MINA: what it refuses is counted, over SFTP and SCP; other commands do nothing", async () => {
  await using files = await stand(mina);
  using role = openSftp(files.address);
  using scp = openScp(files.address);
  await scp.put(bytesOf("one"), "inbox/it's \\ one", 3);
  assert.equal(await textOf(await scp.get("inbox/it's \\ one")), "one");
  const denial = await denyWrites(files.namespace);
  await assert.rejects(role.put(bytesOf("two"), "inbox/c"), refused("denied"));
  await assert.rejects(scp.put(bytesOf("two"), "inbox/d", 3), refused("denied"));
  assert.equal(await denial.end(), 2);
  await assert.rejects(scp.put(bytesOf("two"), "none/d", 3), refused("missing"));
  using session = await openSession(await targetFor(files.server.access));
  const code = await new Promise((resolve, reject) =>
    session.connection.client.exec("touch /tmp/none", (error, channel) => {
      if (error) return reject(error);
      channel.on("exit", resolve).resume();
    })
  );
  assert.equal(code, 127);
});

Deno.test("MINA: on a full disk a write fails, and the session goes on", async () => {
  await using files = await stand(mina);
  using role = openSftp(files.address);
  await role.list("inbox");
  const full = await files.server.fillDisk();
  await assert.rejects(role.put(bytesOf("one"), "inbox/a"), refused("failed"));
  assert.equal(await full.end(), 0);
  using after = openSftp(files.address);
  await after.put(bytesOf("one"), "inbox/c");
});
