/**
 * Reads LZ4 frames. The pure JavaScript library on npm skips a block's checksum at the wrong place,
 * and writes frames that Kafka refuses (dependent blocks).
 *
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
import { Buffer } from "node:buffer";

const magic = 0x184d2204;
const largestBlockBytes = [0, 0, 0, 0, 64 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024];
/** This bit of a block's length is set if the block is not compressed. */
const storedBit = 0x8000_0000;
const minMatch = 4;

/** @throws RangeError where the bytes are not an LZ4 frame, or are cut off */
export function unlz4(frame: Buffer): Buffer {
  const { hasBlockChecksum, maxBlockBytes, headerBytes } = headerOf(frame);
  const out = new Output();
  for (let at = headerBytes;;) {
    const word = frame.readUInt32LE(at);
    if (word === 0) return out.bytes();
    const from = at + 4;
    const to = from + (word & ~storedBit);
    if (to > frame.length) throw new RangeError("an LZ4 block is cut off");
    const block = frame.subarray(from, to);
    out.reserve(maxBlockBytes);
    if (word >= storedBit) out.append(block);
    else decode(block, out);
    at = to + (hasBlockChecksum ? 4 : 0);
  }
}

function headerOf(frame: Buffer) {
  if (frame.readUInt32LE(0) !== magic) throw new RangeError("the bytes are not an LZ4 frame");
  const flags = frame[4];
  const maxBlockBytes = largestBlockBytes[(frame[5] >> 4) & 7];
  if (flags >> 6 !== 1 || maxBlockBytes === 0) {
    throw new RangeError("an LZ4 frame of another version");
  }
  const [hasBlockChecksum, hasContentSize, hasDictionary] = [0x10, 0x08, 0x01]
    .map((bit) => (flags & bit) !== 0);
  const headerBytes = 4 + 2 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  return { hasBlockChecksum, maxBlockBytes, headerBytes };
}

/**
 * A block is a list of sequences: literal bytes, then a copy of earlier bytes. The last sequence has
 * no copy.
 */
function decode(block: Buffer, out: Output): void {
  let at = 0;
  const lengthFrom = (first: number): number => {
    let length = first;
    if (first !== 15) return length;
    for (let more = 255; more === 255; length += more) more = block.readUInt8(at++);
    return length;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = lengthFrom(token >> 4);
    out.append(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = block.readUInt16LE(at);
    at += 2;
    out.repeat(distance, lengthFrom(token & 15) + minMatch);
  }
}

/** A buffer that grows as it is filled. */
class Output {
  #bytes = Buffer.alloc(0);
  #length = 0;

  /** Makes room for one block. Only a broken block needs more than its frame says: then writing throws. */
  reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  append(bytes: Buffer): void {
    this.#mustHold(bytes.length);
    bytes.copy(this.#bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Appends `count` bytes, copied from `distance` bytes before the end: both parts may overlap. */
  repeat(distance: number, count: number): void {
    this.#mustHold(count);
    if (distance === 0 || distance > this.#length) {
      throw new RangeError("an LZ4 block refers to bytes before its frame");
    }
    const from = this.#length - distance;
    for (let i = 0; i < count; i++) this.#bytes[this.#length + i] = this.#bytes[from + i];
    this.#length += count;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #mustHold(more: number): void {
    if (this.#length + more > this.#bytes.length) throw new RangeError("an LZ4 block is too long");
  }
}

/** Version 1, independent blocks of at most 4 MB, and the checksum of these two bytes. */
const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73]);

/** A valid frame of uncompressed blocks: only tests send LZ4. */
export function lz4Stored(bytes: Buffer): Buffer {
  const parts: Buffer[] = [header];
  for (let at = 0; at < bytes.length; at += largestBlockBytes[7]) {
    const block = bytes.subarray(at, at + largestBlockBytes[7]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(storedBit + block.length);
    parts.push(length, block);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}
