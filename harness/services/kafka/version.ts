/**
 * The broker's version, as far as a broker reveals it. The protocol does not contain the release,
 * but it contains the highest supported `metadata.version`, which is different for each release.
 */
import type { Endpoint } from "../../contract/lab.ts";
import { within } from "./client.ts";
import { readExactly } from "../read_exactly.ts";

/** First `metadata.version` of each release, from Kafka's MetadataVersion.java. */
const releases: readonly (readonly [level: number, release: string])[] = [
  [30, "4.3"],
  [28, "4.2"],
  [26, "4.1"],
  [22, "4.0"],
  [21, "3.9"],
  [20, "3.8"],
  [15, "3.7"],
];

export async function versionOf({ host, port }: Endpoint): Promise<string> {
  const connection = await within(2_000, Deno.connect({ hostname: host, port }));
  try {
    await connection.write(apiVersionsRequest);
    const level = highestMetadataVersion(await within(2_000, readResponse(connection)));
    if (level === null) return "before 3.3";
    const known = releases.find(([from]) => level >= from);
    return known === undefined ? `metadata.version ${level}` : known[1];
  } finally {
    connection.close();
  }
}

/** The ApiVersions request, version 3; its answer lists the features. */
const apiVersionsRequest = (() => {
  const name = [5, ...new TextEncoder().encode("asyn"), 2, "1".charCodeAt(0), 0];
  const request = [0, 18, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0, ...name];
  return Uint8Array.from([0, 0, 0, request.length, ...request]);
})();

async function readResponse(connection: Deno.TcpConn): Promise<DataView> {
  const size = await readExactly(connection, 4);
  return await readExactly(connection, size.getInt32(0));
}

/** Null where the broker lists no `metadata.version`. */
function highestMetadataVersion(response: DataView): number | null {
  let at = 4 + 2; // correlation id, error code
  const unsigned = () => {
    for (let value = 0, shift = 0;; shift += 7) {
      const byte = response.getUint8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipTagged = () => {
    for (let left = unsigned(); left > 0; left--) {
      unsigned();
      at += unsigned();
    }
  };
  for (let left = unsigned() - 1; left > 0; left--) {
    at += 6; // api key, lowest and highest version
    skipTagged();
  }
  at += 4; // throttle time
  for (let fields = unsigned(); fields > 0; fields--) {
    const [tag, size] = [unsigned(), unsigned()];
    const next = at + size;
    if (tag === 0) {
      for (let left = unsigned() - 1; left > 0; left--) {
        const length = unsigned() - 1;
        const name = new TextDecoder().decode(new Uint8Array(response.buffer, at, length));
        at += length + 2;
        const highest = response.getInt16(at);
        at += 2;
        skipTagged();
        if (name === "metadata.version") return highest;
      }
    }
    at = next;
  }
  return null;
}
