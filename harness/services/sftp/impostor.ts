/** A server that pretends to be the file server, with a key of its own. It counts the logins. */
import type { Buffer as Bytes } from "node:buffer";
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import net from "node:net";
// @ts-types="./ssh2.d.ts"
import type { AuthContext, Connection, ServerChannel, ServerSession, SFTPStream } from "ssh2";
import type { Impostor, Misled } from "../../contract/file_server.ts";
import { algorithms } from "./algorithms.ts";
import { hostKeyOf } from "./keys.ts";

/** It lets everybody in, says yes to every request, and keeps nothing. */
export async function openImpostor(): Promise<Impostor> {
  // @ts-types="./ssh2.d.ts"
  const { default: ssh2 } = await import("ssh2");
  const seen: Misled = { connections: 0, logins: 0, files: 0 };
  const { privateText } = await hostKeyOf(randomBytes(24).toString("hex"));
  const server = new ssh2.Server(
    { hostKeys: [privateText], algorithms },
    (client) => serve(client, seen),
  );
  const sockets = new Set<net.Socket>();
  const listener = net.createServer({ noDelay: true }, (socket) => {
    seen.connections++;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    server.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", resolve);
  });
  const { port } = listener.address() as net.AddressInfo;
  return {
    endpoint: { host: "127.0.0.1", port },
    seen,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => listener.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serve(client: Connection, seen: Misled): void {
  client.on("error", () => {}); // a client that checks the key leaves in the middle of the exchange
  client.on("authentication", (context: AuthContext) => context.accept());
  client.on("ready", () => seen.logins++);
  client.on("session", (accept: () => ServerSession) => {
    const session = accept();
    session.on("sftp", (accept: () => SFTPStream) => serveSftp(accept(), seen));
    session.on("exec", (accept: () => ServerChannel) => serveScp(accept(), seen));
  });
}

/** Codes of SFTP's answers and of its flags. */
const [ok, end, missing] = [0, 1, 2];
const write = 2;

function serveSftp(sftp: SFTPStream, seen: Misled): void {
  sftp.on("OPEN", (request: number, _name: string, flags: number) => {
    if ((flags & write) === 0) return sftp.status(request, missing);
    seen.files++;
    sftp.handle(request, Buffer.from("file"));
  });
  sftp.on("end", () => sftp.end());
  sftp.on("REALPATH", (request: number, name: string) => {
    sftp.name(request, [{ filename: name, longname: name, attrs: {} }]);
  });
  sftp.on("OPENDIR", (request: number) => sftp.handle(request, Buffer.from("folder")));
  for (const name of ["READ", "READDIR"]) {
    sftp.on(name, (request: number) => sftp.status(request, end));
  }
  for (const name of ["STAT", "LSTAT", "FSTAT", "READLINK"]) {
    sftp.on(name, (request: number) => sftp.status(request, missing));
  }
  const accepted = ["WRITE", "CLOSE", "RENAME", "REMOVE", "MKDIR", "RMDIR", "SETSTAT", "FSETSTAT"];
  for (const name of [...accepted, "EXTENDED"]) {
    sftp.on(name, (request: number) => sftp.status(request, ok));
  }
}

/** To a program that sends a file over SCP it says yes after each step. */
function serveScp(channel: ServerChannel, seen: Misled): void {
  const yes = new Uint8Array(1);
  let isAnnounced = false;
  channel.on("error", () => {});
  channel.on("end", () => {
    channel.exit(0);
    channel.end();
  });
  channel.on("data", (bytes: Bytes) => {
    if (!isAnnounced && bytes[0] === "C".charCodeAt(0)) {
      isAnnounced = true;
      channel.write(yes);
    } else if (isAnnounced && bytes.length > 0) {
      if (bytes[bytes.length - 1] === 0) {
        seen.files++;
        channel.write(yes);
      }
    }
  });
  channel.write(yes);
}
