/** Signs that a history is not that of one run: then nothing in it belongs together for certain. */
import type { Complaint } from "./facts.ts";

export class NotOneRun {
  #metas = 0;
  #firstMeta: Complaint | null = null;
  #invokes = 0;
  #firstInvoke: (Complaint & { readonly op: number }) | null = null;

  /** A meta that says something else than the one before it. */
  meta(place: Complaint): void {
    this.#metas++;
    this.#firstMeta ??= place;
  }

  /** An invoke of an operation that was invoked before. */
  invoke(op: number, place: Complaint): void {
    this.#invokes++;
    this.#firstInvoke ??= { ...place, op };
  }

  /** One clause for each of the two. */
  whys(): string[] {
    const whys: string[] = [];
    if (this.#firstMeta !== null) {
      const { file, line } = this.#firstMeta;
      whys.push(
        `two runs in one history: line ${line} of ${file} is the meta of another run`,
      );
    }
    if (this.#firstInvoke !== null) {
      const { file, line, op } = this.#firstInvoke;
      const more = this.#invokes - 1;
      const others = more === 0 ? "" : ` (${more} more invoke${more === 1 ? "" : "s"} too)`;
      whys.push(
        `op ${op} is invoked twice: line ${line} of ${file} invokes it again${others}, ` +
          "so this is not one run",
      );
    }
    return whys;
  }
}
