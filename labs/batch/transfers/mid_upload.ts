import { point } from "../../../harness/roles/role.ts";
import type { Outgoing } from "./transfer.ts";

/** An empty chunk: without it the client would keep the first part until it has more. */
const sendNow = new Uint8Array(0);

/**
 * The bytes of the file in at least two parts. Between the first two stands the failpoint: it is
 * passed when the first part has arrived.
 *
 * @param arrived resolves when the server has at least so many bytes of the file
 */
export async function* inParts(
  { content, ops, run }: Outgoing,
  arrived: (bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of content()) {
    if (!isFirst) {
      yield chunk;
      continue;
    }
    isFirst = false;
    const half = Math.ceil(chunk.length / 2);
    yield chunk.subarray(0, half);
    yield sendNow;
    await arrived(half);
    await point("mid-upload", { ops, position: run.sequence });
    yield chunk.subarray(half);
  }
}
