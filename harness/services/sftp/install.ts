/** OpenSSH's server: the one of this machine, else Debian's package. */
import { unavailable } from "../../errors.ts";
import type { Fetching, Installation } from "../../contract/lab.ts";
import { aptCommand, installPackages } from "../../host/debian.ts";
import { isProgram, ProgramError, runProgram, which } from "../../host/programs.ts";

const packages = ["openssh-server"];
/** Debian's folder for sshd, which is not on a plain user's PATH. */
const usualPath = "/usr/sbin/sshd";
/** The program that answers SFTP requests: Debian, Fedora, Arch, Alpine, a build of one's own. */
const sftpServers = [
  "/usr/lib/openssh/sftp-server",
  "/usr/libexec/openssh/sftp-server",
  "/usr/lib/ssh/sftp-server",
  "/usr/libexec/sftp-server",
  "/usr/local/libexec/sftp-server",
];

/** @param note added to the clause that says what is missing */
export async function installSshd(
  { say }: Fetching,
  { note = "", usual = usualPath } = {},
): Promise<Installation> {
  const found = await findSshd(usual);
  if (found !== null) return found;
  await installPackages(packages, `OpenSSH's sshd or sftp-server is missing${note}`, say);
  const installed = await findSshd(usual);
  if (installed !== null) return installed;
  throw unavailable(
    `OpenSSH's sshd or sftp-server is missing after ${aptCommand(packages)}; put sshd on PATH`,
  );
}

/** `home` is the program itself: sshd starts itself again by its whole path. Null where it is missing. */
export async function findSshd(usual = usualPath): Promise<Installation | null> {
  const program = which("sshd") ?? (isProgram(usual) ? usual : null);
  if (program === null || findSftpServer() === null) return null;
  const version = versionIn(await outputOf(program, "-V"));
  return version === null ? null : { home: await Deno.realPath(program), version };
}

/** Null where it is missing. */
export const findSftpServer = (): string | null => sftpServers.find(isProgram) ?? null;

/** Releases before 9.2 take `-V` for a mistake, and say their version along with their usage. */
async function outputOf(program: string, flag: string): Promise<string> {
  try {
    return await runProgram(program, [flag]);
  } catch (error) {
    if (error instanceof ProgramError) return error.output;
    throw error;
  }
}

/** `9.2` of `OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19`; null where there is none. */
export const versionIn = (text: string): string | null =>
  /OpenSSH_(\d+\.\d+)/.exec(text)?.[1] ?? null;

/** @param version as `versionIn` returns it */
export function isAtLeast(version: string, wanted: string): boolean {
  const [[major, minor], [wantedMajor, wantedMinor]] = [version, wanted]
    .map((text) => text.split(".").map(Number));
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
