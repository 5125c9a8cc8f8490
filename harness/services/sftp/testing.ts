/** Shared by the tests of the file server. */
import type { Fetching, LocalSetup, Provisioned, Server, Service } from "../../contract/lab.ts";
import { provision } from "../../servers/local/testing.ts";
import type { FileServer } from "./address.ts";
import { launchSshd } from "./launch.ts";
import { isMina } from "./mina/version.ts";
import { type FilesNamespace, sftp } from "./service.ts";
import { findSshd, installSshd } from "./install.ts";
import { whole } from "./pieces.ts";

/** A server with a run's namespace, and its address as a role gets it. */
export interface Stand extends AsyncDisposable {
  readonly up: Provisioned & { run: string };
  readonly server: Server;
  readonly namespace: FilesNamespace;
  readonly address: FileServer;
}

/** OpenSSH, whatever `ASYNCLAB_SFTP` says. */
export const openSsh = {
  ...sftp,
  local: {
    ...sftp.local,
    chosen: undefined,
    install: (fetching: Fetching) => installSshd(fetching),
    find: () => findSshd(),
    launch: (setup: LocalSetup) => launchSshd(setup),
  },
} satisfies Service<FilesNamespace>;

/** The least number of processes: OpenSSH has some for each session, and MINA is one. */
export const fewest = (server: Server, ofOpenSsh: number): number => isMina(server) ? 1 : ofOpenSsh;

export async function stand(service: Service<FilesNamespace> = sftp): Promise<Stand> {
  await using stack = new AsyncDisposableStack();
  const up = stack.use(await provision({ services: { files: service } }));
  const server = up.servers.files;
  const namespace = stack.use(await service.openNamespace(server, up.run));
  const rest = stack.move();
  return {
    up,
    server,
    namespace,
    address: addressOf(namespace, server),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

export function addressOf(namespace: FilesNamespace, { access }: Server): FileServer {
  const { FILES_KEY, FILES_HOST_KEY } = namespace.env("producer");
  return { url: namespace.url(access.endpoint), keyPath: FILES_KEY, hostKey: FILES_HOST_KEY };
}

/** Bytes that differ from place to place, in chunks of odd sizes. */
export function* randomChunks(bytes: number, chunkBytes = 77_777): Generator<Uint8Array> {
  const block = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)));
  for (let at = 0; at < bytes; at += chunkBytes) {
    const chunk = new Uint8Array(Math.min(chunkBytes, bytes - at));
    for (let i = 0; i < chunk.length; i++) chunk[i] = block[(at + i) % block.length] ^ (at >> 16);
    yield chunk;
  }
}

export async function textOf(content: AsyncIterable<Uint8Array> | null): Promise<string | null> {
  return content === null ? null : new TextDecoder().decode(await whole(content));
}

export const bytesOf = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];
