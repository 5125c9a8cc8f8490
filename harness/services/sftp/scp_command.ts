/** A command `scp` on the server, and the bytes of its standard streams. */
// @ts-types="./ssh2.d.ts"
import type { ClientChannel } from "ssh2";
import type { Connection } from "./connection.ts";
import { FileError } from "./errors.ts";

/** Disposing ends it. */
export interface Command extends Disposable {
  /** Resolves when the server has room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** At least one byte and at most this many. */
  some(most: number): Promise<Uint8Array>;
  /**
   * Its next line, without its end.
   *
   * @param what the request in words: `read 'a'`
   * @throws FileError where it says that it refuses
   */
  line(what: string): Promise<string>;
  /** Resolves when it answers that all is well; throws as `line` does. */
  acknowledged(what: string): Promise<void>;
}

/** The first byte of an answer. After a warning or a fatal error comes a line. */
const [content, warning, fatal] = [0, 1, 2];
const newLine = 10;

export async function openCommand(connection: Connection, command: string): Promise<Command> {
  const opening = new Promise<ClientChannel>((resolve, reject) => {
    connection.client.exec(command, (error, channel) => error ? reject(error) : resolve(channel));
  });
  const channel = await connection.during(opening);
  channel.on("error", () => {}); // the end of its output shows it
  channel.stderr.resume(); // a shell's own complaints
  const chunks = channel[Symbol.asyncIterator]();
  let rest = new Uint8Array(0);
  const some = async (most: number): Promise<Uint8Array> => {
    if (rest.length === 0) {
      const { done, value } = await connection.during(chunks.next());
      if (done) throw new Error("The command scp on the file server ended early");
      rest = value;
    }
    const taken = rest.subarray(0, most);
    rest = rest.subarray(taken.length);
    return taken;
  };
  const untilNewLine = async (): Promise<string> => {
    const bytes: number[] = [];
    for (;;) {
      const [byte] = await some(1);
      if (byte === newLine) return new TextDecoder().decode(new Uint8Array(bytes));
      bytes.push(byte);
    }
  };
  const refusal = async (what: string) => refusalOf(what, await untilNewLine());
  return {
    some,
    write: (bytes) =>
      connection.during(
        new Promise((resolve, reject) => {
          channel.write(bytes, (error) => error ? reject(error) : resolve());
        }),
      ),
    async line(what) {
      const [first] = await some(1);
      if (first === warning || first === fatal) throw await refusal(what);
      return String.fromCharCode(first) + await untilNewLine();
    },
    async acknowledged(what) {
      const [first] = await some(1);
      if (first !== content) throw await refusal(what);
    },
    [Symbol.dispose]: () => channel.destroy(),
  };
}

function refusalOf(what: string, said: string): FileError {
  const why = said.trim().replace(/^scp: /, "");
  const reason = /No such file/.test(why)
    ? "missing"
    : /Permission denied/.test(why)
    ? "denied"
    : "failed";
  return new FileError(`Cannot ${what}: ${why}`, reason);
}
