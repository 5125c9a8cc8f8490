/**
 * The codecs of Kafka's compressed batches. kafkajs has only gzip, and looks the others up in a
 * global table. Importing this file fills the table, for the harness's reader and for a role's
 * consumer. The producer chooses the codec, so every reader needs all codecs.
 */
import { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";
import snappy from "snappyjs";
import { lz4Stored, unlz4 } from "./lz4.ts";

/** The interface of kafkajs; the encoder holds the records of one batch. */
interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

const codecOf = (
  compress: (bytes: Buffer) => Uint8Array | Promise<Uint8Array>,
  decompress: (bytes: Buffer) => Uint8Array | Promise<Uint8Array>,
) =>
(): Codec => ({
  compress: async ({ buffer }) => Buffer.from(await compress(buffer)),
  decompress: async (bytes) => Buffer.from(await decompress(bytes)),
});

const { CompressionCodecs: table, CompressionTypes: types } = kafkajs;
table[types.Snappy] = codecOf((bytes) => snappy.compress(bytes), unsnap);
table[types.LZ4] = codecOf(lz4Stored, unlz4);
table[types.ZSTD] = codecOf(promisify(zstdCompress), promisify(zstdDecompress));

const xerialMagic = Buffer.from("\x82SNAPPY\0", "latin1");
/** The magic, the version, and the oldest version that can read it. */
const xerialHeaderBytes = 16;

/** Java's client frames snappy blocks like the xerial library; librdkafka sends one plain block. */
function unsnap(bytes: Buffer): Uint8Array {
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return snappy.uncompress(bytes);
  const blocks: Uint8Array[] = [];
  for (let at = xerialHeaderBytes; at < bytes.length;) {
    const from = at + 4;
    at = from + bytes.readUInt32BE(at);
    blocks.push(snappy.uncompress(bytes.subarray(from, at)));
  }
  return Buffer.concat(blocks);
}
