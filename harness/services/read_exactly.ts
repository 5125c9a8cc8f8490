/** So many bytes of a broker's answer, as soon as all are there. */
export async function readExactly(connection: Deno.TcpConn, length: number): Promise<DataView> {
  if (length > 1_000_000) throw new Error("what answers there is no broker");
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new Error("the broker closed the connection");
    at += count;
  }
  return new DataView(bytes.buffer);
}
