/** Words for a corrupted operation: which value or key arrived, and which should have arrived. */
import { formOf, isSameName, tellApart } from "./visible.ts";
import type { Catalogue } from "./words/en/mod.ts";

type Event = Readonly<Record<string, unknown>>;

/** Words for a wrong key, a wrong value, or both. */
export interface Corruption {
  readonly title: string;
  readonly moral: string;
}

type Words = Catalogue["stories"]["corrupted"];

export function corruption(events: readonly Event[], words: Words): Corruption {
  const key = wrongKey(events, words);
  const value = wrongValue(events, words);
  const moral = [key, value].filter((clause) => clause !== null).join("; ");
  return {
    title: key === null ? words.value : value === null ? words.key : words.both,
    moral: moral === "" ? words.unclear : moral,
  };
}

const textOf = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);

function wrongKey(events: readonly Event[], words: Words): string | null {
  const named = (which: string) =>
    events.filter(({ kind, key }) => kind === which && isGiven(key)).map(({ key }) => textOf(key));
  const arrived = named("effect");
  // If the key went wrong before the commit, the commit has the wrong key too.
  for (const owner of ["commit", "invoke"]) {
    const [right] = named(owner);
    if (right === undefined) continue;
    const wrong = arrived.find((key) => key !== right);
    if (wrong === undefined) continue;
    const whose = named("commit")[0] === wrong ? words.ofEffectAndCommit : words.ofEffect;
    const [shownRight, shownWrong] = tellApart(right, wrong);
    const form = (text: string) => formOf(text) ?? words.noForm;
    return words.wrongKey(whose, shownWrong, owner, shownRight) +
      (isSameName(wrong, right) ? ` (${words.spellings(form(wrong), form(right))})` : "");
  }
  return null;
}

function wrongValue(events: readonly Event[], words: Words): string | null {
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
  return words.wrongValue(quoted(effect.value, wrong), quoted(invoke.value, right));
}

const isGiven = (value: unknown) => value !== undefined && value !== null;
