/** One operation's own story for each broken promise. */
import type { AnomalyName } from "../check/evidence.ts";
import type { Paint } from "./paint.ts";
import { corruption } from "./corrupted_text.ts";
import type { Result } from "./result.ts";
import { visible, visibleSpelling } from "./visible.ts";

/** The events of a few operations, in the order of time. */
export type Stories = ReadonlyMap<number, readonly Readonly<Record<string, unknown>>[]>;

export const tellable = ["lost", "duplicate", "phantom", "outOfOrder", "corrupted"] as const;
type Tellable = (typeof tellable)[number] | "pending";

/**
 * Returns the operations for the stories: the first one of each anomaly that breaks a promise or was
 * observed. Operations out of order get a story only if their order breaks a promise. If
 * `progresses` is broken, the first operation that still waits is added.
 */
export function exampleOps(result: Result): number[] {
  return [...new Set(examples(result).map(({ op }) => op))];
}

function examples(result: Result): { anomaly: Tellable; op: number }[] {
  // Events of several runs do not make the story of one operation.
  if (result.mixed.length > 0) return [];
  const standsStill = result.promises.some(({ name, verdict }) =>
    name === "progresses" && verdict === "broken"
  );
  const waiting = standsStill ? result.anomalies.pending.ops.slice(0, 1) : [];
  const wrong = tellable.flatMap((anomaly): { anomaly: Tellable; op: number }[] => {
    const { standing, ops } = result.anomalies[anomaly];
    const isShown = standing === "broken" || (standing === "observed" && anomaly !== "outOfOrder");
    return isShown && ops.length > 0 ? [{ anomaly, op: ops[0] }] : [];
  });
  return [...wrong, ...waiting.map((op) => ({ anomaly: "pending" as const, op }))];
}

/** One operation's story in words. */
export interface StoryText {
  readonly op: number;
  readonly title: string;
  readonly events: readonly {
    readonly clock: string;
    readonly kind: string;
    readonly rest: string;
  }[];
  readonly moral: string;
}

/** Returns the stories of `exampleOps(result)`, with visible characters only. */
export function storyTexts(result: Result, stories: Stories): StoryText[] {
  return examples(result).flatMap(({ anomaly, op }) => {
    const events = stories.get(op);
    if (events === undefined || events.length === 0) return [];
    return [{
      op,
      title: anomaly === "corrupted" ? corruption(events).title : titles[anomaly],
      events: events.map((event) => ({
        clock: clock(event),
        kind: visible(String(event.kind)),
        rest: rest(event),
      })),
      moral: moral(anomaly, events, result.targets),
    }];
  });
}

export function storyLines(result: Result, stories: Stories, paint: Paint): string[] {
  return storyTexts(result, stories).flatMap(({ op, title, events, moral }) => {
    const width = Math.max(...events.map(({ clock }) => clock.length));
    return [
      "",
      paint("bold", `  op ${op}: ${title}`),
      ...events.map(({ clock, kind, rest }) =>
        `    ${clock.padStart(width)}  ${kind.padEnd(7)}  ${rest}`.trimEnd()
      ),
      `    ${" ".repeat(width)}  ${paint("red", moral)}`,
    ];
  });
}

const titles: Readonly<Record<Exclude<Tellable, "corrupted"> & AnomalyName, string>> = {
  lost: "lost",
  duplicate: "applied more than once",
  phantom: "applied, and never happened",
  outOfOrder: "applied too late",
  pending: "waits, and nothing moves",
};

type Event = Stories extends ReadonlyMap<number, readonly (infer E)[]> ? E : never;

function clock({ at }: Event): string {
  return typeof at === "number" ? `${at.toFixed(3)} ms` : "no time";
}

const longestText = 60;

function rest(event: Event): string {
  const fields = Object.entries(event).filter(([name]) => !["at", "kind", "op"].includes(name));
  return fields.map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${visible(cut(name))} ${visibleSpelling(cut(text))}`;
  }).join(", ");
}

const cut = (text: string) => text.length > longestText ? `${text.slice(0, longestText)}…` : text;

/** Names the targets without an effect among these events. */
function missed(events: readonly Event[], targets: Result["targets"]): string {
  const reached = events.filter(({ kind }) => kind === "effect").map(({ target }) => target);
  const names = targets.map(({ name }) => name).filter((name) => !reached.includes(name));
  return names.length === 0 ? "some target" : names.map(visible).join(", ");
}

function moral(
  anomaly: Tellable,
  events: readonly Event[],
  targets: Result["targets"],
): string {
  const has = (kind: string) => events.some((event) => event.kind === kind);
  switch (anomaly) {
    case "lost":
      if (has("ok") && !has("commit")) return "acknowledged, and the source does not have it";
      return has("effect")
        ? `and nothing in ${missed(events, targets)}`
        : "and then nothing: no effect";
    case "duplicate":
      return `${events.filter(({ kind }) => kind === "effect").length} effects of one operation`;
    case "phantom":
      return has("commit") ? "an effect, and no ok" : "an effect, and no commit";
    case "outOfOrder":
      return "a later operation of the same key was applied before this one";
    case "corrupted":
      return corruption(events).moral;
    case "pending":
      return `and then nothing: no effect in ${missed(events, targets)}, and it still waits`;
  }
}

/** The live view of a run imports it under this name. */
export { visible as printable } from "./visible.ts";
