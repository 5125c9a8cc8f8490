/** A file of 100 MB: our client against OpenSSH's programs. */
import { openSftp } from "../../../harness/services/sftp/client.ts";
import { openScp } from "../../../harness/services/sftp/scp.ts";
import { busy, median, ratiosOf, rounds, shownRatios } from "./bench_figures.ts";
import { type BenchStand, has, openStand, runOther } from "./bench_stand.ts";

const uploadRounds = 3;
const megabytes = 100;
const bytes = megabytes * 1_000_000;
/** As the encoder of a format hands them over. */
const chunkBytes = 100_000;

function* content() {
  const chunk = crypto.getRandomValues(new Uint8Array(65_536));
  const all = new Uint8Array(chunkBytes).map((_, i) => chunk[i % chunk.length]);
  for (let sent = 0; sent < bytes; sent += chunkBytes) yield all;
}

export async function measureUpload(): Promise<void> {
  if (!has("sftp") || !has("scp")) return;
  await using stand = await openStand();
  const folder = await Deno.makeTempDir();
  try {
    using sftp = openSftp(stand.fileServer);
    using scp = openScp(stand.fileServer);
    const theirs = await others(stand, folder);
    const took = await rounds(uploadRounds, {
      "upload": () => sftp.put(content(), "inbox/ours"),
      "sftp": theirs.sftp,
      "by SCP": () => scp.put(content(), "inbox/ours", bytes),
      "scp -O": theirs.scp,
    });
    const rate = (name: keyof typeof took) =>
      `${name} ${Math.round(megabytes / median(took[name]))} MB/s`;
    const names = Object.keys(took) as (keyof typeof took)[];
    console.log(`${names.map(rate).join("; ")}; ${busy()}`);
    console.log(
      `upload / sftp = ${shownRatios(ratiosOf(took.sftp, took.upload))}; the goal is 0.7; ` +
        `by SCP / scp -O = ${shownRatios(ratiosOf(took["scp -O"], took["by SCP"]))}`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** OpenSSH's own programs with the same key, the same cipher and the same content. */
async function others({ fileServer, files, knownHost }: BenchStand, folder: string) {
  const [large, known, commands] = ["large", "known_hosts", "commands"].map((name) =>
    `${folder}/${name}`
  );
  await Deno.writeFile(large, ReadableStream.from(content()));
  await Deno.writeTextFile(known, knownHost);
  // Like ours: all bytes are on the server's disk at the end.
  await Deno.writeTextFile(commands, `put -f ${large} ${files.folder}/inbox/theirs\n`);
  const { hostname, port, username } = new URL(fileServer.url);
  const options = [
    ...["-q", "-i", fileServer.keyPath, "-P", port],
    ...["-o", `UserKnownHostsFile=${known}`, "-o", "BatchMode=yes"],
    ...["-c", "aes128-gcm@openssh.com"],
  ];
  const to = `${username}@${hostname}`;
  const path = `${files.folder}/inbox/theirs`;
  return {
    sftp: () => runOther("sftp", ["-b", commands, ...options, to]),
    scp: () => runOther("scp", ["-O", ...options, large, `${to}:${path}`]),
  };
}
