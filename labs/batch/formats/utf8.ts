/**
 * Bytes to text and back, without a silent change. Most decoders replace wrong bytes by U+FFFD, which
 * is also a character that people may send. Here bytes that are not UTF-8 become a mark that no row
 * may have: the row is refused, and the rows beside it are read.
 */
import { Buffer } from "node:buffer";
import { notUtf8 } from "../row.ts";

/** With pieces of 64 KiB the reader of XML takes 35 MiB more memory, and is no faster. */
const pieceBytes = 2 ** 14;

export async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      yield chunk.subarray(at, at + pieceBytes);
    }
  }
}

/** The text of a file, without its byte order mark. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let isStart = true;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of piecesOf(bytes)) {
    const all = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholeCharacters(all);
    rest = all.slice(whole);
    if (whole === 0) continue;
    const text = decode(all.subarray(0, whole));
    yield isStart ? withoutMark(text) : text;
    isStart = false;
  }
  if (rest.length > 0) yield decode(rest);
}

const byteOrderMark = "\uFEFF";
const withoutMark = (text: string) => text.startsWith(byteOrderMark) ? text.slice(1) : text;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of whole characters. Each sequence that is not UTF-8 becomes `notUtf8`. */
export function decode(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return marked(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }
}

const replacement = "\uFFFD";
const replacementBytes = Buffer.from(replacement);

/** Each U+FFFD that was sent stays; each other U+FFFD is the decoder's, and becomes the mark. */
function marked(bytes: Buffer): string {
  const between: string[] = [];
  for (let at = 0; at <= bytes.length;) {
    const found = bytes.indexOf(replacementBytes, at);
    const end = found < 0 ? bytes.length : found;
    between.push(lenient.decode(bytes.subarray(at, end)).replaceAll(replacement, notUtf8));
    at = end + replacementBytes.length;
  }
  return between.join(replacement);
}

/** The number of bytes before a character that the next piece may complete. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const encoder = new TextEncoder();

/** @throws TypeError where the text has half a surrogate pair, which the encoder would replace */
export function encode(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError("a cell has half a surrogate pair: it is no text");
  return encoder.encode(text);
}
