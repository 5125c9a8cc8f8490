import assert from "node:assert/strict";
import { docker as call } from "../../servers/docker/cli.ts";
import { assertNothingLeft, request, requireEngine } from "../../servers/docker/testing.ts";
import { docker } from "../../servers/docker.ts";
import { sleep } from "../../timer.ts";
import { openSftp } from "./client.ts";
import { denyWrites } from "./denial.ts";
import { FileError, HostKeyError } from "./errors.ts";
import { whole } from "./pieces.ts";
import { openScp } from "./scp.ts";
import { sftp } from "./service.ts";
import { addressOf, bytesOf, randomChunks, textOf } from "./testing.ts";

const refused = (reason: FileError["reason"]) => (error: unknown) =>
  error instanceof FileError && error.reason === reason;

Deno.test("docker: files over SFTP and SCP, a kill, a full disk, and a folder without permission", async () => {
  await requireEngine();
  using wanted = request({ services: { files: sftp }, routes: { files: 1 } });
  {
    await using up = await docker.provision(wanted);
    const { files: server } = up.servers;
    assert.match(server.version, /^\d+\.\d+$/);
    await assert.rejects(sftp.ping({ ...server.access, password: "wrong" }), HostKeyError);
    await using namespace = await sftp.openNamespace(server, wanted.run);
    const address = addressOf(namespace, server);
    using role = openSftp(address);
    using scp = openScp(address);
    const sent = await whole(randomChunks(5_000_001));
    assert.equal(await role.put([sent], "inbox/a"), sent.length);
    assert.deepEqual(await whole((await scp.get("inbox/a"))!), sent);
    await scp.put(bytesOf("one"), "inbox/b", 3);
    await assert.rejects(role.rename("inbox/a", "inbox/b"), refused("failed"));

    const denial = await denyWrites(namespace);
    await assert.rejects(role.put(bytesOf("two"), "inbox/c"), refused("denied"));
    await assert.rejects(scp.put(bytesOf("two"), "inbox/d", 3), refused("denied"));
    // The session of SCP writes its line after the client has its answer.
    for (let i = 0; i < 100 && await denial.refused() < 2; i++) await sleep(50);
    assert.equal(await denial.end(), 2);

    const full = await server.fillDisk();
    await assert.rejects(role.put(bytesOf("two"), "inbox/c"), refused("failed"));
    assert.equal(await full.end(), 0);
    await namespace.settled();

    assert.equal(await server.kill(), 1);
    await assert.rejects(role.list("inbox"));
    await server.start();
    assert.equal(await textOf(await role.get("inbox/b")), "one");
    assert.equal(await server.stop(), 1);
    await server.start();
    const name = `asynclab-${wanted.run}-files`;
    const processes = await call(["top", name, "-eo", "pid,args"]);
    assert.match(processes, /sshd/);
    assert.ok(!processes.includes(server.access.password));
  }
  await assertNothingLeft(wanted.run);
});
