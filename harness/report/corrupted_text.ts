/** Words for a corrupted operation: which value or key arrived, and which should have arrived. */
import { sameName, tellApart } from "./visible.ts";

type Event = Readonly<Record<string, unknown>>;

/** Words for a wrong key, a wrong value, or both. */
export interface Corruption {
  readonly title: string;
  readonly moral: string;
}

export function corruption(events: readonly Event[]): Corruption {
  const key = wrongKey(events);
  const value = wrongValue(events);
  const what = key === null
    ? "with another value"
    : value === null
    ? "to another key"
    : "with another value, to another key";
  const moral = [key, value].filter((clause) => clause !== null).join("; ");
  return {
    title: `applied ${what}`,
    moral: moral === "" ? "the value of the effect is not that of the invoke" : moral,
  };
}

const textOf = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);

function wrongKey(events: readonly Event[]): string | null {
  const named = (which: string) =>
    events.filter(({ kind, key }) => kind === which && isGiven(key)).map(({ key }) => textOf(key));
  const arrived = named("effect");
  // If the key went wrong before the commit, the commit has the wrong key too.
  for (const owner of ["commit", "invoke"]) {
    const [right] = named(owner);
    if (right === undefined) continue;
    const wrong = arrived.find((key) => key !== right);
    if (wrong === undefined) continue;
    const whose = named("commit")[0] === wrong ? "the effect and of the commit" : "the effect";
    const [shownRight, shownWrong] = tellApart(right, wrong);
    const same = sameName(wrong, right);
    return `the key of ${whose} is ${shownWrong}, that of the ${owner} is ${shownRight}` +
      (same === null ? "" : ` (${same})`);
  }
  return null;
}

function wrongValue(events: readonly Event[]): string | null {
  const invoke = events.find(({ kind, value }) => kind === "invoke" && value !== undefined);
  if (invoke === undefined) return null;
  const effect = events.find(({ kind, value }) =>
    kind === "effect" && value !== undefined &&
    JSON.stringify(value) !== JSON.stringify(invoke.value)
  );
  if (effect === undefined) return null;
  // 100 is not "100": only text has quotes.
  const quoted = (value: unknown, shown: string) =>
    typeof value === "string" ? shown : shown.replace(/^"|"$/g, "");
  const [right, wrong] = tellApart(textOf(invoke.value), textOf(effect.value));
  return `the value of the effect is ${quoted(effect.value, wrong)}, ` +
    `that of the invoke is ${quoted(invoke.value, right)}`;
}

const isGiven = (value: unknown) => value !== undefined && value !== null;
