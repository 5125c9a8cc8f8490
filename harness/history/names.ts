/** Gives each name a number, and finds it by its bytes: a name seen before needs no new string. */
const decoder = new TextDecoder();
const encoder = new TextEncoder();

const mostShown = 40;

/** The hash of these bytes, as `Names.of` needs it (FNV-1a). */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let p = start; p < end; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193);
  return hash;
}

export class Names {
  #pool = new Uint8Array(1 << 12);
  #used = 0;
  #ends = new Float64Array(64);
  #hashes = new Int32Array(64);
  #count = 0;
  /** A hash table with open addressing; -1 is a free cell. Its length is a power of two. */
  #table = new Int32Array(128).fill(-1);

  get size(): number {
    return this.#count;
  }

  /** The number of the name in `bytes[start, end)`; the next free one where it is new. */
  of(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    const length = end - start;
    let cell = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = this.#table[cell];
      if (id < 0) return this.#add(bytes.subarray(start, end), hash, cell);
      if (this.#hashes[id] === hash) {
        const from = id === 0 ? 0 : this.#ends[id - 1];
        if (this.#ends[id] - from === length) {
          let at = 0;
          while (at < length && this.#pool[from + at] === bytes[start + at]) at++;
          if (at === length) return id;
        }
      }
      cell = (cell + 1) & mask;
    }
  }

  ofText(text: string): number {
    const bytes = encoder.encode(text);
    return this.of(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
  }

  text(id: number): string {
    return decoder.decode(this.#pool.slice(id === 0 ? 0 : this.#ends[id - 1], this.#ends[id]));
  }

  /** The name as a message shows it: a long one is cut off. */
  shown(id: number): string {
    const text = this.text(id);
    return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  }

  all(): string[] {
    return Array.from({ length: this.#count }, (_, id) => this.text(id));
  }

  #add(name: Uint8Array, hash: number, cell: number): number {
    const id = this.#count++;
    if (this.#used + name.length > this.#pool.length) {
      const wider = new Uint8Array(Math.max(this.#pool.length * 2, this.#used + name.length));
      wider.set(this.#pool);
      this.#pool = wider;
    }
    if (id === this.#ends.length) this.#widen();
    this.#pool.set(name, this.#used);
    this.#used += name.length;
    this.#ends[id] = this.#used;
    this.#hashes[id] = hash;
    this.#table[cell] = id;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return id;
  }

  #widen(): void {
    const ends = new Float64Array(this.#ends.length * 2);
    ends.set(this.#ends);
    this.#ends = ends;
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    for (let id = 0; id < this.#count; id++) {
      const hash = this.#hashes[id];
      let cell = (hash ^ (hash >>> 15)) & mask;
      while (this.#table[cell] >= 0) cell = (cell + 1) & mask;
      this.#table[cell] = id;
    }
  }
}
