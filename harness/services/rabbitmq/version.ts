/** The broker's version, from the greeting that it sends before a login. */
import type { Endpoint } from "../../contract/lab.ts";
import { within } from "../../timer.ts";
import { readExactly } from "../read_exactly.ts";

const protocolHeader = Uint8Array.from([..."AMQP"].map((c) => c.charCodeAt(0)).concat(0, 0, 9, 1));
/** A long string in the table of the server's properties: type, length of the value, value. */
const field = "\x07versionS";

export async function versionOf({ host, port }: Endpoint): Promise<string> {
  const connection = await within(2_000, Deno.connect({ hostname: host, port }), complaint);
  try {
    await connection.write(protocolHeader);
    const greeting = await within(2_000, readFrame(connection), complaint);
    const at = greeting.indexOf(field) + field.length + 4;
    if (at < field.length + 4) {
      throw new Error("the program on this port does not report a RabbitMQ version");
    }
    return greeting.slice(at, at + greeting.charCodeAt(at - 1));
  } finally {
    connection.close();
  }
}

const complaint = "the broker did not answer within 2 s";

/** One character for each byte. A frame is type, channel, size, that many bytes, end. */
async function readFrame(connection: Deno.TcpConn): Promise<string> {
  const header = await readExactly(connection, 7);
  const size = header.getUint32(3);
  if (size > 100_000) throw new Error("the program on this port is not RabbitMQ");
  const { buffer } = await readExactly(connection, size);
  return new TextDecoder("latin1").decode(buffer);
}
