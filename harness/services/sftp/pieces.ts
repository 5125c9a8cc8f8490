/** Content, cut into pieces of one size: else each row would be a request of its own. */

/** Bytes as a role has them: the rows of a query, a file. */
export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Pieces of exactly this size; the last one and each one before an empty chunk may be shorter: an
 * empty chunk of the content means that nothing may wait for more. Each piece is a new array.
 */
export async function* pieces(content: Content, bytes: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(bytes);
  let length = 0;
  for await (const chunk of content) {
    if (chunk.length === 0 && length > 0) {
      yield piece.subarray(0, length);
      piece = new Uint8Array(bytes);
      length = 0;
    }
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.subarray(from, from + bytes - length);
      piece.set(taken, length);
      length += taken.length;
      from += taken.length;
      if (length < bytes) break;
      yield piece;
      piece = new Uint8Array(bytes);
      length = 0;
    }
  }
  if (length > 0) yield piece.subarray(0, length);
}

/** All of it in one array. */
export async function whole(content: Content): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
