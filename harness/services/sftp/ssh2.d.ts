/**
 * The parts of ssh2 1.17 that are used here. Its published types need the types of Node.js 18, and
 * would replace those of the whole program.
 */
import type { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";

export interface Algorithms {
  readonly serverHostKey?: readonly string[];
  readonly cipher?: readonly string[];
  readonly compress?: readonly string[];
}

export interface ConnectConfig {
  readonly sock: Socket;
  readonly username: string;
  readonly privateKey: string;
  readonly algorithms: Algorithms;
  readonly readyTimeout: number;
  readonly hostVerifier: (key: Buffer) => boolean;
}

export interface Stats {
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
}

type Answer = (error?: Error | null) => void;
type AnswerWith<T> = (error: Error | undefined, value: T) => void;

export interface SFTPWrapper extends EventEmitter {
  open(path: string, flags: string, answer: AnswerWith<Buffer>): void;
  close(handle: Buffer, answer: Answer): void;
  read(
    handle: Buffer,
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    answer: AnswerWith<number>,
  ): void;
  write(
    handle: Buffer,
    from: Buffer,
    offset: number,
    length: number,
    position: number,
    answer: Answer,
  ): void;
  fstat(handle: Buffer, answer: AnswerWith<Stats>): void;
  stat(path: string, answer: AnswerWith<Stats>): void;
  readdir(path: string, answer: AnswerWith<{ filename: string; attrs: Stats }[]>): void;
  rename(from: string, to: string, answer: Answer): void;
  unlink(path: string, answer: Answer): void;
  mkdir(path: string, answer: Answer): void;
  rmdir(path: string, answer: Answer): void;
  chmod(path: string, mode: number, answer: Answer): void;
  realpath(path: string, answer: AnswerWith<string>): void;
  /** Throws where the server does not know it. */
  ext_openssh_rename(from: string, to: string, answer: Answer): void;
  /** Throws where the server does not know it. */
  ext_openssh_fsync(handle: Buffer, answer: Answer): void;
}

/** The standard streams of a command on the server. Emits `exit` with its code or signal. */
export interface ClientChannel extends Duplex {
  readonly stderr: Readable;
}

/** The same at the server. */
export interface ServerChannel extends Duplex {
  exit(code: number): void;
}

export class Client extends EventEmitter {
  connect(config: ConnectConfig): this;
  sftp(answer: AnswerWith<SFTPWrapper>): this;
  exec(command: string, answer: AnswerWith<ClientChannel>): this;
  end(): this;
}

export interface AuthContext {
  accept(): void;
}

/** Emits `pty`, `exec` and `sftp`. */
export type ServerSession = EventEmitter;

/** Emits `SFTP` requests by their names in capitals. */
export interface SFTPStream extends EventEmitter {
  handle(request: number, handle: Buffer): void;
  status(request: number, code: number): void;
  name(request: number, names: { filename: string; longname: string; attrs: object }[]): void;
  end(): void;
}

/** A connection to a server. Emits `handshake`, `authentication`, `ready`, `session`, `end`. */
export interface Connection extends EventEmitter {
  end(): void;
}

export class Server extends EventEmitter {
  constructor(
    config: { readonly hostKeys: readonly string[]; readonly algorithms: Algorithms },
    onConnection: (connection: Connection) => void,
  );
  /** Takes a socket that was accepted elsewhere. */
  injectSocket(socket: Socket): void;
}

declare const ssh2: { Client: typeof Client; Server: typeof Server };
export default ssh2;
