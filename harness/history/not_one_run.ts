/** Signs that a history does not come from one run: then its events may not belong together. */
import type { Complaint } from "./facts.ts";

/** An event that an operation can have only once, but has twice. */
export interface Repetition {
  readonly kind: "invoke" | "commit";
  /** How the two commits differ. Empty for an invoke. */
  readonly words: string;
}

type First = Complaint & Repetition & { readonly op: number; readonly count: number };

const verbs = { invoke: ["invoked", "invokes"], commit: ["committed", "commits"] } as const;

export class NotOneRun {
  #metas = 0;
  #firstMeta: Complaint | null = null;
  /** The first of each kind, and how many there were. */
  readonly #repeated = new Map<Repetition["kind"], First>();

  /** Notes a `meta` that differs from the first one. */
  meta(place: Complaint): void {
    this.#metas++;
    this.#firstMeta ??= place;
  }

  /** Notes that an operation has this event a second time. */
  repeated(op: number, repetition: Repetition, place: Complaint): void {
    const first = this.#repeated.get(repetition.kind) ?? { ...place, ...repetition, op, count: 0 };
    this.#repeated.set(repetition.kind, { ...first, count: first.count + 1 });
  }

  /** One clause for each of the signs. */
  whys(): string[] {
    const whys: string[] = [];
    if (this.#firstMeta !== null) {
      const { file, line } = this.#firstMeta;
      whys.push(
        `two runs in one history: line ${line} of ${file} is the meta of another run`,
      );
    }
    for (const kind of ["invoke", "commit"] as const) {
      const first = this.#repeated.get(kind);
      if (first !== undefined) whys.push(twice(first));
    }
    return whys;
  }
}

function twice({ kind, words, op, file, line, count }: First): string {
  const [done, does] = verbs[kind];
  const more = count - 1;
  const others = more === 0 ? "" : ` (${more} more ${kind}${more === 1 ? "" : "s"} too)`;
  return `op ${op} is ${done} twice${words && `, ${words}`}: line ${line} of ${file} ` +
    `${does} it again${others}, so this is not one run`;
}
