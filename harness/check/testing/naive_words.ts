/** Naive definitions of the terms about one operation: each is a plain question. */
import type { Story } from "./naive_story.ts";

export interface NaiveTruth {
  readonly truth: unknown;
  readonly targets: string[] | null;
  /** Operations that a fault names. */
  readonly marked: ReadonlySet<number>;
}

export type NaiveWords = ReturnType<typeof wordsOn>;

export function wordsOn({ truth, targets, marked }: NaiveTruth) {
  const ok = (s: Story) => s.kinds.has("ok");
  const fail = (s: Story) => s.kinds.has("fail") && !ok(s);
  const dropped = (s: Story) =>
    s.drop !== undefined && !["ok", "fail", "info"].some((kind) => s.kinds.has(kind));
  const planned = (s: Story) =>
    ["invoke", "drop", "ok", "fail", "info"].some((k) => s.kinds.has(k));
  const uncertain = (s: Story) => planned(s) && !ok(s) && !fail(s) && !dropped(s);
  const inC = (s: Story) => truth === "commit" ? s.commit !== undefined : ok(s);
  const applied = (s: Story) => s.effects.size > 0;
  const everywhere = (s: Story) =>
    targets === null ? applied(s) : targets.every((target) => s.effects.has(target));
  const lacking = (s: Story) => targets?.filter((target) => !s.effects.has(target)) ?? [];
  const excused = (s: Story) =>
    marked.has(s.op) && s.places.length > 0 &&
    (s.places.some((place) => !targets?.includes(place)) ||
      (lacking(s).length > 0 && lacking(s).every((target) => s.places.includes(target))));
  const lostAtSource = (s: Story) => truth === "commit" && ok(s) && !inC(s);
  const missing = (s: Story) => lostAtSource(s) || (inC(s) && !everywhere(s) && !excused(s));
  const phantom = (s: Story) => applied(s) && !inC(s) && !(truth === "outcome" && uncertain(s));
  return {
    ok,
    fail,
    dropped,
    planned,
    uncertain,
    inC,
    applied,
    everywhere,
    excused,
    lostAtSource,
    missing,
    phantom,
  };
}
