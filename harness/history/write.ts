/** Writes a history: one file for each incarnation of a process. */
import { rmSync, statSync } from "node:fs";
import type { HistoryEvent } from "./event.ts";

const encoder = new TextEncoder();

/**
 * A history file to append to. Never give a file to a second process or a second incarnation: a
 * line that a crash cut off must stay the last line of its file.
 */
export class HistoryFile implements Disposable {
  readonly path: string;
  readonly #file: Deno.FsFile;
  #bytes = 0;

  private constructor(path: string, file: Deno.FsFile) {
    this.path = path;
    this.#file = file;
  }

  /** Creates the file where it is missing. Only its owner can read it. */
  static open(path: string): HistoryFile {
    return new HistoryFile(path, Deno.openSync(path, { append: true, create: true, mode: 0o600 }));
  }

  /** Deletes the file or folder that somebody else may have put at this path, and creates an empty file. */
  static openOwn(path: string): HistoryFile {
    rmSync(path, { recursive: true, force: true });
    return HistoryFile.open(path);
  }

  /** False where somebody else wrote into the file, or put another one in its place. */
  isOwn(): boolean {
    const there = statSync(this.path, { throwIfNoEntry: false });
    const { size, ino } = this.#file.statSync();
    return there !== undefined && there.ino === ino && size === this.#bytes;
  }

  /** Appends whole lines. When it returns, the operating system has them: a kill loses none. */
  append(...events: readonly HistoryEvent[]): void {
    this.appendAll(events);
  }

  /**
   * Appends many events with one write.
   *
   * @throws the system's error, with its `code`; the last line may then be torn, and nothing may
   * be appended any more
   */
  appendAll(events: readonly HistoryEvent[]): void {
    if (events.length === 0) return;
    const bytes = encoder.encode(events.map((event) => JSON.stringify(event) + "\n").join(""));
    for (let done = 0; done < bytes.length;) done += this.#file.writeSync(bytes.subarray(done));
    this.#bytes += bytes.length;
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
