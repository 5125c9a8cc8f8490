/** Callbacks for a line. Its bytes are valid until the call returns. */
export interface LineUse {
  /** The fast reader has read the line from `bytes[start, end)`. */
  fast(bytes: Uint8Array, start: number, end: number): void;
  /** The careful reader has to read the line. `bytes` is without its line feed. */
  slow(bytes: Uint8Array): void;
  /** So many lines of a kind of the fast reader were not wanted, and were not read. */
  skipped?(kind: number, count: number): void;
}
