import assert from "node:assert/strict";
import { join } from "node:path";
import { userInfo } from "node:os";
import { runProgram } from "../../host/programs.ts";
import { commandOf, isAlive } from "../../host/process.ts";
import { processesOf, runDataDir } from "../../servers/sweep.ts";
import { openSftp } from "./client.ts";
import { installSshd } from "./install.ts";
import { launchSshd } from "./launch.ts";
import { openScp } from "./scp.ts";
import { bytesOf, openSsh, type Stand, stand } from "./testing.ts";

/** On a machine where no process may have a namespace of its own. */
const withoutNamespace = {
  ...openSsh,
  local: {
    ...openSsh.local,
    launch: (setup: Parameters<typeof launchSshd>[0]) => launchSshd(setup, Promise.resolve(null)),
  },
};

/** Empty where a process has just ended. */
function textIn(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** The SFTP servers, and all other processes. */
const processesIn = ({ up }: Stand) => {
  const all = processesOf(up.run);
  return { all, servers: all.filter(({ pid }) => commandOf(pid) === "sftp-server") };
};

for (
  const [where, service] of Object.entries({
    "in a namespace": openSsh,
    "without a namespace": withoutNamespace,
  })
) {
  Deno.test(`${where}, a sweep finds all sessions, and kill and stop end them`, async () => {
    await using files = await stand(service);
    using role = openSftp(files.address);
    for (const end of ["kill", "stop"] as const) {
      await role.put(bytesOf("one"), "inbox/a");
      const { all, servers } = processesIn(files);
      assert.equal(servers.length, 1);
      assert.ok(await files.server[end]() > 3);
      for (const { pid, startTime } of all) assert.equal(isAlive(pid, startTime), false);
      assert.deepEqual(processesOf(files.up.run), []);
      await files.server.start();
    }
    assert.ok(await files.server.pause() > 1);
    await files.server.resume();
    await files.server.stop();
    await files.server.start();
  });
}

Deno.test("sshd shows no secret, listens only on this machine, and writes only into its folder", async () => {
  await using files = await stand();
  const { server, up, namespace } = files;
  using role = openScp(files.address);
  await role.put(bytesOf("one"), "inbox/a", 3);
  const { access: { password, endpoint, user } } = server;
  assert.equal(user, userInfo().username);
  const lines = processesOf(up.run).map(({ pid }) => textIn(`/proc/${pid}/cmdline`));
  assert.ok(!lines.join("\n").includes(password));
  const listening = (textIn("/proc/net/tcp") + textIn("/proc/net/tcp6"))
    .split("\n").filter((line) => / 0A /.test(line)).map((line) => line.trim().split(/\s+/)[1]);
  const port = endpoint.port.toString(16).toUpperCase().padStart(4, "0");
  assert.deepEqual(listening.filter((at) => at.endsWith(`:${port}`)), [`0100007F:${port}`]);
  const data = join(runDataDir(up.run), "files");
  assert.equal((await Deno.stat(data)).mode! & 0o777, 0o700);
  assert.equal((await Deno.stat(join(data, "host_key"))).mode! & 0o777, 0o600);
  assert.ok(namespace.folder.startsWith(`${data}/`));
});

Deno.test("a plain user's sshd takes the same settings", async () => {
  if (Deno.uid() !== 0) return; // then every other test is one of a plain user's sshd
  const installation = await installSshd({
    say: () => {},
    signal: new AbortController().signal,
    env: {},
  });
  const dir = await Deno.makeTempDir();
  try {
    const dataDir = join(dir, "files");
    const setup = {
      run: "test",
      name: "files",
      installation,
      dataDir,
      port: 2222,
      password: "one",
    };
    await launchSshd({ ...setup, routes: [], innerPorts: [], peers: [] });
    await runProgram("chown", ["-R", "65534:65534", dir]);
    const asNobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
    const check = [installation.home, "-t", "-f", join(dataDir, "sshd_config")];
    assert.equal(await runProgram("setpriv", [...asNobody, ...check]), "");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
