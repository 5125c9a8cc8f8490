/** Times that only the audit of before knows: a database that moved has a new time for each old row. */
import type { HistoryEvent } from "../../harness/history/event.ts";

type Timed = Extract<HistoryEvent, { op: number }>;

export class KeptTimes {
  /** In milliseconds since 1970; null where the database did not know it. */
  readonly #ms = new Map<string, number | null>();

  /**
   * Keeps the time of each event, unless an earlier one is kept.
   *
   * @param events counted from 1970
   * @returns the number of events
   */
  async keep(events: AsyncIterable<Timed>): Promise<number> {
    let count = 0;
    for await (const event of events) {
      count++;
      if (!this.has(event)) this.#ms.set(keyOf(event), event.at);
    }
    return count;
  }

  has(event: Timed): boolean {
    return this.#ms.has(keyOf(event));
  }

  /** The same events, those that were kept with their kept times. */
  async *in<T extends Timed>(events: AsyncIterable<T>, epochMs: number): AsyncGenerator<T> {
    for await (const event of events) {
      const ms = this.#ms.get(keyOf(event));
      yield ms === undefined ? event : { ...event, at: ms === null ? null : ms - epochMs };
    }
  }
}

/** `written` makes a number that no double can hold an object: its text is the number. */
const keyOf = ({ kind, op }: Timed): string => `${kind} ${JSON.stringify(op)}`;
