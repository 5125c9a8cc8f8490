/** One story for each broken promise: of an operation, or of a business day. */
import type { StorySubject } from "../history/story.ts";
import { corruption } from "./corrupted_text.ts";
import { badDays } from "./day_text.ts";
import { inZone } from "./local_time.ts";
import type { Paint } from "./paint.ts";
import type { Result } from "./result.ts";
import { visible, visibleSpelling } from "./visible.ts";
import { type Catalogue, en } from "./words/en/mod.ts";

type Event = Readonly<Record<string, unknown>>;

/** The events of a few operations and business days, in the order of time. */
export type Stories = ReadonlyMap<StorySubject, readonly Event[]>;

export const tellable = ["lost", "duplicate", "phantom", "outOfOrder", "corrupted"] as const;
type Tellable = (typeof tellable)[number] | "pending";

/**
 * Returns the operations for the stories: the first one of each anomaly that breaks a promise or was
 * observed. Operations out of order get a story only if that breaks a promise. If `progresses` is
 * broken, the first operation that still waits is added. Last come business days: the first one of
 * each broken promise that speaks of them.
 */
export function storySubjects(result: Result): StorySubject[] {
  return [...new Set(storiesOf(result, en).map(({ subject }) => subject))];
}

interface Outline {
  readonly subject: StorySubject;
  readonly title: (events: readonly Event[]) => string;
  readonly moral: (events: readonly Event[]) => string;
}

function storiesOf(result: Result, words: Catalogue): Outline[] {
  const { corrupted, titles } = words.stories;
  const ofOperations = examples(result).map(({ anomaly, op }): Outline => ({
    subject: op,
    title: (events) =>
      anomaly === "corrupted" ? corruption(events, corrupted).title : titles[anomaly],
    moral: (events) => moral(anomaly, events, result.targets, words.stories),
  }));
  const ofDays = badDays(result, words).map(({ date, title, moral }): Outline => (
    { subject: date, title: () => title, moral }
  ));
  return [...ofOperations, ...ofDays];
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

/** A story in words. */
export interface StoryText {
  /** An operation, or a business day. */
  readonly subject: StorySubject;
  readonly title: string;
  readonly events: readonly {
    readonly clock: string;
    readonly kind: string;
    readonly rest: string;
  }[];
  readonly moral: string;
}

/** Returns the stories of `storySubjects(result)`, with visible characters only. */
export function storyTexts(
  result: Result,
  stories: Stories,
  words: Catalogue = en,
): StoryText[] {
  return storiesOf(result, words).flatMap(({ subject, title, moral }) => {
    const events = stories.get(subject);
    if (events === undefined || events.length === 0) return [];
    return [{
      subject,
      title: title(events),
      events: events.map((event) => ({
        clock: clock(event) ?? words.stories.noTime,
        kind: visible(String(event.kind)),
        rest: rest(event, result.businessDays?.zone ?? null),
      })),
      moral: moral(events),
    }];
  });
}

export function storyLines(result: Result, stories: Stories, paint: Paint): string[] {
  return storyTexts(result, stories).flatMap(({ subject, title, events, moral }) => {
    const width = Math.max(...events.map(({ clock }) => clock.length));
    return [
      "",
      paint("bold", `  ${nameOf(subject)}: ${title}`),
      ...events.map(({ clock, kind, rest }) =>
        `    ${clock.padStart(width)}  ${kind.padEnd(7)}  ${rest}`.trimEnd()
      ),
      `    ${" ".repeat(width)}  ${paint("red", moral)}`,
    ];
  });
}

const nameOf = (subject: StorySubject): string =>
  typeof subject === "number" ? `op ${subject}` : `business day ${visible(subject)}`;

function clock({ at }: Event): string | null {
  return typeof at === "number" ? `${at.toFixed(3)} ms` : null;
}

const longestText = 60;

/** @param zone business times are shown in it, with its name; so its own field is left out */
function rest(event: Event, zone: string | null): string {
  const hidden = ["at", "kind", event.op === undefined ? "date" : "op"];
  if (event.kind === "clock" && zone !== null) hidden.push("zone");
  const fields = Object.entries(event).filter(([name]) => !hidden.includes(name));
  return fields.map(([name, value]) => {
    const time = name === "business" ? inZone(value, zone) : null;
    const text = time ?? (typeof value === "string" ? value : JSON.stringify(value));
    return `${visible(cut(name))} ${visibleSpelling(cut(text))}`;
  }).join(", ");
}

const cut = (text: string) => text.length > longestText ? `${text.slice(0, longestText)}…` : text;

/** Names the targets without an effect among these events. */
function missed(
  events: readonly Event[],
  targets: Result["targets"],
  { someTarget }: Catalogue["stories"],
): string {
  const reached = events.filter(({ kind }) => kind === "effect").map(({ target }) => target);
  const names = targets.map(({ name }) => name).filter((name) => !reached.includes(name));
  return names.length === 0 ? someTarget : names.map(visible).join(", ");
}

function moral(
  anomaly: Tellable,
  events: readonly Event[],
  targets: Result["targets"],
  words: Catalogue["stories"],
): string {
  const has = (kind: string) => events.some((event) => event.kind === kind);
  switch (anomaly) {
    case "lost":
      if (has("ok") && !has("commit")) return words.acknowledgedOnly;
      return has("effect") ? words.nothingIn(missed(events, targets, words)) : words.noEffect;
    case "duplicate":
      return words.effects(events.filter(({ kind }) => kind === "effect").length);
    case "phantom":
      return has("commit") ? words.effectNoOk : words.effectNoCommit;
    case "outOfOrder":
      return words.overtaken;
    case "corrupted":
      return corruption(events, words.corrupted).moral;
    case "pending":
      return words.stillWaits(missed(events, targets, words));
  }
}

/** The live view of a run imports it under this name. */
export { visible as printable } from "./visible.ts";
