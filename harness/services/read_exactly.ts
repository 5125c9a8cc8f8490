/** Reads this many bytes of a broker's answer; returns as soon as all are there. */
export async function readExactly(connection: Deno.TcpConn, length: number): Promise<DataView> {
  if (length > 1_000_000) throw new Error("the program on this port is not a broker");
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new Error("the broker closed the connection");
    at += count;
  }
  return new DataView(bytes.buffer);
}
