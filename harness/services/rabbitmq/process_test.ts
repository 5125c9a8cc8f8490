/** The server's processes: which addresses they use, what their arguments show, and that all of them end. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { LocalServer } from "../../servers/local/server.ts";
import { provision } from "../../servers/local/testing.ts";
import { isAlive } from "../../host/process.ts";
import { runDataDir } from "../../servers/sweep.ts";
import { rabbitmq } from "./service.ts";

Deno.test("a broker listens only on this machine, hides its password, and ends with all its processes", async () => {
  let all: number[];
  {
    await using up = await provision({ services: { broker: rabbitmq } });
    const broker = up.servers.broker as LocalServer;
    const { access } = broker;
    assert.equal(await rabbitmq.version(access), broker.version);
    await assert.rejects(rabbitmq.ping({ ...access, password: "wrong" }), /ACCESS_REFUSED/);
    await assert.rejects(rabbitmq.ping({ ...access, user: "guest", password: "guest" }));

    all = broker.pids();
    const textsOf = (file: string) =>
      all.map((pid) => Deno.readTextFileSync(`/proc/${pid}/${file}`));
    assert.equal(textsOf("cmdline").filter((text) => /(^|\/)epmd\0/.test(text)).length, 1);
    for (const text of [...textsOf("cmdline"), ...textsOf("environ")]) {
      assert(!text.includes(access.password));
    }
    const hosts = all.flatMap(listening);
    assert.ok(hosts.length >= 3, "clients, nodes, epmd");
    assert.deepEqual(new Set(hosts).difference(new Set([loopback, loopback6])), new Set());
    const data = join(runDataDir(up.run), "broker");
    assert.equal(Deno.statSync(data).mode! & 0o777, 0o700);
    assert.equal(Deno.statSync(join(data, ".erlang.cookie")).mode! & 0o777, 0o400);
    assert.equal(Deno.statSync(join(data, "advanced.config")).mode! & 0o777, 0o600);
  }
  for (const pid of all) assert.equal(isAlive(pid, null), false);
});

/** In the form of /proc/net/tcp. */
const loopback = "0100007F";
const loopback6 = "00000000000000000000000001000000";

/** The addresses on which a process listens. */
function listening(pid: number): string[] {
  const sockets = new Set<string>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
    try {
      sockets.add(Deno.readLinkSync(`/proc/${pid}/fd/${name}`));
    } catch { /* closed by now */ }
  }
  const lines = ["tcp", "tcp6"].flatMap((file) =>
    Deno.readTextFileSync(`/proc/${pid}/net/${file}`).split("\n").map((line) =>
      line.trim().split(/\s+/)
    )
  );
  return lines.filter((fields) => fields[3] === "0A" && sockets.has(`socket:[${fields[9]}]`))
    .map((fields) => fields[1].split(":")[0]);
}
