/** The faults of a file server, on the real one. */
import assert from "node:assert/strict";
import type { FaultContext } from "../contract/lab.ts";
import type { Thing } from "../contract/capability.ts";
import { runProgram } from "../host/programs.ts";
import { openTcpProxies } from "../proxies/tcp_proxies.ts";
import { openSftp } from "../services/sftp/client.ts";
import { FileError, HostKeyError } from "../services/sftp/errors.ts";
import { openScp } from "../services/sftp/scp.ts";
import { sftp } from "../services/sftp/service.ts";
import { bytesOf, type Stand, stand } from "../services/sftp/testing.ts";
import { permissionDenied } from "./permission_denied.ts";
import { wrongHostKey } from "./wrong_host_key.ts";

const thing: Thing = { name: "files", aliases: [], scope: "server", offers: sftp.offers!("files") };

/** A role's way through a link, and the context of a fault in a run whose load is over. */
async function linked({ namespace, server, address }: Stand) {
  const links = await openTcpProxies();
  const upstream = server.access.endpoint;
  const at = await links.open("producer-files", { listenPort: 0, upstream });
  await links.open("producer-source", { listenPort: 0, upstream });
  const context = {
    links,
    namespaces: { files: namespace },
    servers: { files: server },
    headOf: (name: string) => name,
    isLoadOver: () => true,
    isUnderWay: () => Promise.resolve(false),
  } as unknown as FaultContext;
  return {
    context,
    address: { ...address, url: namespace.url(at) },
    [Symbol.asyncDispose]: () => links[Symbol.asyncDispose](),
  };
}

Deno.test("permission-denied: each refused request counts, over SFTP and over SCP", async () => {
  await using files = await stand();
  await using link = await linked(files);
  const fault = permissionDenied.on(thing)!;
  assert.equal(fault.name, "permission-denied-files");
  using role = openSftp(link.address);
  using scp = openScp(link.address);
  const denied = (error: unknown) => error instanceof FileError && error.reason === "denied";
  const before = role.remove("inbox/none");
  await assert.rejects(before);
  const disturbance = await fault.begin(link.context);
  await assert.rejects(role.put(bytesOf("one"), "inbox/a"), denied);
  await assert.rejects(role.put(bytesOf("one"), "inbox/b"), denied);
  await assert.rejects(scp.put(bytesOf("one"), "inbox/c", 3), denied);
  await role.put(bytesOf("one"), "requests/a.again");
  assert.equal(await role.get("inbox/none"), null);
  assert.equal(await scp.get("inbox/none"), null);
  assert.deepEqual(await disturbance.end(), { touched: 3 });
  await role.put(bytesOf("one"), "inbox/a");
  const idle = await fault.begin(link.context);
  assert.deepEqual(await idle.end(), { touched: 0, ineffective: "nobody tried to write there" });
});

Deno.test("wrong-host-key: a client that checks the key sends nothing, and goes on afterwards", async () => {
  await using files = await stand();
  await using link = await linked(files);
  using role = openSftp(link.address);
  using scp = openScp(link.address);
  await role.put(bytesOf("one"), "inbox/a");
  const disturbance = await wrongHostKey.on(thing)!.begin(link.context);
  for (let i = 0; i < 20; i++) {
    await assert.rejects(role.put(bytesOf("two"), "inbox/b"), (error: Error) => {
      // The first one may still use the connection that was cut.
      return error instanceof HostKeyError || i === 0;
    });
    await assert.rejects(scp.put(bytesOf("two"), "inbox/b", 3), HostKeyError);
  }
  const { touched, misled } = await disturbance.end();
  assert.ok(touched >= 39, `${touched} connections`);
  assert.equal(misled, 0);
  await role.put(bytesOf("three"), "inbox/c");
  const other = wrongHostKey.on(thing)!.begin(link.context, "producer-source");
  await assert.rejects(other, /is for links to files, not 'producer-source'/);
  assert.deepEqual((await files.namespace.list("inbox")).map(({ name }) => name), ["a", "c"]);
});

Deno.test("wrong-host-key: clients that take any key are counted, and their files lost", async () => {
  await using files = await stand();
  await using link = await linked(files);
  const offered = wrongHostKey.on(thing)!;
  const disturbance = await offered.begin(link.context, "producer-files");
  const url = new URL(link.address.url);
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/a`, "secret");
    const careless = [
      "-q",
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      `UserKnownHostsFile=${dir}/known`,
    ];
    const way = ["-i", link.address.keyPath, "-P", url.port];
    const to = `${url.username}@127.0.0.1:${url.pathname}/inbox/a`;
    for (const protocol of ["-s", "-O"]) {
      const args = [...careless, ...way, protocol, `${dir}/a`, to];
      // Over SFTP the impostor says no exit code, which scp takes for a failure.
      await runProgram("scp", args, { limitMs: 10_000 }).catch(() => {});
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
  assert.deepEqual(await disturbance.end(), { touched: 2, misled: 2 });
  assert.deepEqual(await files.namespace.list("inbox"), []);
});
