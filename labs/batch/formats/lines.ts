/** The lines of a text, in bounded memory. A line ends with a line feed. */
import { longestRow } from "./format.ts";

export interface Lines {
  /** Without their line feeds. Of a line that is too long, `isTooLong` text is kept and the rest is not. */
  readonly lines: readonly string[];
  /** Only at the end of the file: its last line, where that has no line feed. */
  readonly rest?: string;
}

export const isTooLong = (line: string): boolean => line.length > longestRow;

export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<Lines> {
  const open = new OpenLine();
  for await (const text of texts) {
    const pieces = text.split("\n");
    const last = pieces.pop()!;
    const lines: string[] = [];
    for (const piece of pieces) lines.push(open.close(piece));
    open.add(last);
    if (lines.length > 0) yield { lines };
  }
  const rest = open.close("");
  if (rest !== "") yield { lines: [], rest };
}

/** A line whose end has not come yet. */
class OpenLine {
  #parts: string[] = [];
  #length = 0;

  add(piece: string): void {
    if (piece === "") return;
    const free = longestRow + 1 - this.#length;
    if (free > 0) this.#parts.push(piece.slice(0, free));
    this.#length += piece.length;
  }

  close(piece: string): string {
    if (this.#length === 0) return piece;
    this.add(piece);
    const line = this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
