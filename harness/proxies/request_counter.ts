/** Counts the requests of clients in the bytes that pass a link, by the protocol of its server. */

export type Protocol = "postgres";

/** Sees every byte of one connection, client to server. */
export interface RequestCounter {
  /** Returns the number of requests whose first bytes are in this chunk. */
  see(bytes: Uint8Array): number;
}

export const openCounter: Readonly<Record<Protocol, () => RequestCounter>> = {
  postgres: () => new PostgresCounter(),
};

/** The version number of the message that begins a session; before it there may be requests for TLS. */
const sessionBegins = 196_608;
/** A statement as one text, one execution of a prepared statement, and a call of a function. */
const requestTypes: ReadonlySet<number> = new Set([..."QEF"].map((type) => type.charCodeAt(0)));
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

  see(bytes: Uint8Array): number {
    let requests = 0;
    for (let at = 0; at < bytes.length;) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, bytes.length - at);
        this.#rest -= skipped;
        at += skipped;
        continue;
      }
      this.#head.push(bytes[at++]);
      if (this.#isTyped ? this.#typed() : this.#untyped()) requests++;
    }
    return requests;
  }

  #typed(): boolean {
    if (this.#head.length < 5) return false;
    const [type] = this.#head;
    // The length counts itself, and not the type.
    this.#rest = Math.max(0, this.#number(1) - 4);
    this.#head = [];
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
