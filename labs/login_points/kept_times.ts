/** Event times from before a database moved: the moved database has a new commit time for each old row. */
import type { HistoryEvent } from "../../harness/history/event.ts";

type Timed = Extract<HistoryEvent, { op: number }>;

export class KeptTimes {
  /** Times in milliseconds since 1970; null where the database did not know the time. */
  readonly #ms = new Map<string, number | null>();

  /**
   * Keeps the time of each event, unless an earlier one is kept.
   *
   * @param events with times in milliseconds since 1970
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

  /** The same events. Each event whose time was kept has the kept time. */
  async *in<T extends Timed>(events: AsyncIterable<T>, epochMs: number): AsyncGenerator<T> {
    for await (const event of events) {
      const ms = this.#ms.get(keyOf(event));
      yield ms === undefined ? event : { ...event, at: ms === null ? null : ms - epochMs };
    }
  }
}

/** `op` may be an object (see `written` in `audit.ts`): its JSON is the number, with every digit. */
const keyOf = ({ kind, op }: Timed): string => `${kind} ${JSON.stringify(op)}`;
