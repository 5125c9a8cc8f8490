/** The data folder of an sshd of a run, and the command that serves it. */
import { userInfo } from "node:os";
import { join } from "node:path";
import { unavailable } from "../../errors.ts";
import type { Launch, LocalSetup } from "../../contract/lab.ts";
import { exists } from "../../host/cache.ts";
import { enclosure } from "../../host/family.ts";
import { mark } from "../../host/process.ts";
import { names, sessionScript, sshdConfig } from "./config.ts";
import { findSftpServer, isAtLeast } from "./install.ts";
import { layFiles } from "./layout.ts";
import { isRoot, restraints } from "./restraints.ts";

/** sshd refuses to start as root without this empty folder; systemd makes it elsewhere. */
const runFolder = "/run/sshd";

/** @param words the words that start it in a process namespace of its own; null where there is none */
export async function launchSshd(setup: LocalSetup, words = enclosure()): Promise<Launch> {
  const { installation, dataDir } = setup;
  mustBePlain(dataDir);
  if (isRoot()) await readyForRoot();
  const user = userInfo().username;
  if (!await exists(dataDir)) await layData(setup, user);
  const sshd = [installation.home, "-D", "-e", "-f", join(dataDir, names.config)];
  const [command, ...args] = [...await wrapper(await words), ...sshd];
  return { command, args, env: {}, user, stopSignal: "SIGTERM" };
}

async function layData({ installation, dataDir, port, password, run }: LocalSetup, user: string) {
  const config = sshdConfig({
    listen: "127.0.0.1",
    port,
    dataDir,
    sftpServer: findSftpServer()!,
    user,
    marks: [`${mark}=${run}`],
    penalizes: isAtLeast(installation.version, "9.8"),
  });
  await layFiles(dataDir, password, {
    [names.config]: config,
    [names.session]: sessionScript(dataDir),
  });
}

/** sshd splits the words of its settings at spaces, and replaces words that begin with %. */
function mustBePlain(dataDir: string): void {
  if (/^[\w./+@:,=~-]+$/.test(dataDir)) return;
  throw unavailable(
    `The files of sshd cannot be in '${dataDir}'; set ASYNCLAB_CACHE to a folder whose name has only letters, digits and hyphens`,
  );
}

/** @throws Refusal (69) where root may not log in */
async function readyForRoot(): Promise<void> {
  await Deno.mkdir(runFolder, { recursive: true, mode: 0o755 });
  const shadow = await Deno.readTextFile("/etc/shadow").catch(() => "");
  // Without PAM, sshd takes an account with such a password for one that is switched off.
  if (!/^root:!/m.test(shadow)) return;
  throw unavailable(
    "OpenSSH lets root in only if its password is not locked; type: usermod -p '*' root",
  );
}

/**
 * The server stands in a process namespace of its own where that is possible, so that its sessions
 * end with it. Root gives up the right to ignore the modes of files: a folder without write
 * permission must refuse root too. A write to a full disk must fail instead of ending the session.
 */
const wrapper = async (words: readonly string[] | null): Promise<string[]> => [
  ...words ?? ["/bin/sh", "-c", keeper, "sh"],
  ...await restraints(),
];

/**
 * Without such a namespace, a shell has the run's mark in its environment, because sshd overwrites
 * its own. The shell also ends the sessions with the server: they have left its process group.
 */
const keeper = `trap 'stopping=1' TERM
setsid "$@" &
server=$!
wait "$server"
code=$?
if [ -n "$stopping" ]; then
  kill -TERM $(cat "/proc/$server/task/$server/children") "$server"
  wait "$server"
  code=$?
fi
exit "$code"`;
