/** Counts the requests of clients in the bytes that pass a link, by the protocol of its server. */
import type { StatementWords } from "./statement_words.ts";

export type Protocol = "postgres";

/** Sees every byte of one connection, client to server. */
export interface RequestCounter {
  /** Returns the number of requests whose first bytes are in this chunk. */
  see(bytes: Uint8Array): number;
}

/** The counter of one connection; it notes what the client's statements say in `words`. */
export const openCounter: Readonly<
  Record<Protocol, (words: StatementWords) => RequestCounter>
> = {
  postgres: (words) => new PostgresCounter(words),
};

/** The version number of the message that begins a session; before it there may be requests for TLS. */
const sessionBegins = 196_608;
/** A statement as one text, one execution of a prepared statement, and a call of a function. */
const requestTypes: ReadonlySet<number> = new Set([..."QEF"].map((type) => type.charCodeAt(0)));
/** A statement as one text, and a statement that is prepared. */
const textTypes: ReadonlySet<number> = new Set([..."QP"].map((type) => type.charCodeAt(0)));
/** Of a longer statement, the rest is values. */
const mostTextBytes = 16_384;
/** One character a byte, so that a text may come in any chunks. */
const decoder = new TextDecoder("latin1");
/** The length, and the version or the code behind it. */
const headBytes = 8;

/**
 * The frontend protocol 3.0: untyped messages up to the one that begins the session, then messages
 * of a type and a length (PostgreSQL's documentation, "Message Formats").
 */
class PostgresCounter implements RequestCounter {
  /** The first bytes of a message whose head is not complete. */
  #head: number[] = [];
  /** Bytes of the message that are still to come. */
  #rest = 0;
  #isTyped = false;
  /** The text of the message so far; null where the message has none. */
  #text: string | null = null;
  readonly #words: StatementWords;

  constructor(words: StatementWords) {
    this.#words = words;
  }

  see(bytes: Uint8Array): number {
    let requests = 0;
    for (let at = 0; at < bytes.length;) {
      if (this.#rest > 0) {
        const size = Math.min(this.#rest, bytes.length - at);
        this.#content(bytes.subarray(at, at + size));
        at += size;
        continue;
      }
      this.#head.push(bytes[at++]);
      if (this.#isTyped ? this.#typed() : this.#untyped()) requests++;
    }
    return requests;
  }

  #content(bytes: Uint8Array): void {
    this.#rest -= bytes.length;
    if (this.#text === null) return;
    if (this.#text.length < mostTextBytes) this.#text += decoder.decode(bytes);
    if (this.#rest > 0) return;
    this.#words.note(this.#text);
    this.#text = null;
  }

  #typed(): boolean {
    if (this.#head.length < 5) return false;
    const [type] = this.#head;
    // The length counts itself, and not the type.
    this.#rest = Math.max(0, this.#number(1) - 4);
    this.#head = [];
    this.#text = this.#rest > 0 && textTypes.has(type) ? "" : null;
    return requestTypes.has(type);
  }

  #untyped(): false {
    if (this.#head.length < headBytes) return false;
    this.#rest = Math.max(0, this.#number(0) - headBytes);
    this.#isTyped = this.#number(4) === sessionBegins;
    this.#head = [];
    return false;
  }

  #number(at: number): number {
    const [a, b, c, d] = this.#head.slice(at, at + 4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }
}
