/** Writes an event as JSON, in any spelling that JSON allows. */
import type { Event } from "./random_slips.ts";

/** A small generator (mulberry32), for choices that need not shrink. */
export function choices(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One line for the event: its fields in any order, with any spaces, its strings in any spelling. */
export function spelled(event: Event, choose: (below: number) => number): string {
  const isPlain = choose(2) === 0;
  const space = () => isPlain ? "" : ["", "", " ", "\t", "  "][choose(5)];
  const fields = Object.entries(event);
  for (let i = fields.length - 1; i > 0; i--) {
    const j = choose(i + 1);
    [fields[i], fields[j]] = [fields[j], fields[i]];
  }
  if (choose(5) === 0) fields.push(["note", [null, true, false, -1.5e3, "a", [1], {}][choose(7)]]);
  const texts = fields.map(([name, value]) =>
    `${space()}${text(name, choose)}${space()}:${space()}${spell(value, choose)}${space()}`
  );
  return `${space()}{${texts.join(",")}}${space()}${choose(8) === 0 ? "\r" : ""}`;
}

function spell(value: unknown, choose: (below: number) => number): string {
  if (typeof value === "string") return text(value, choose);
  if (typeof value === "bigint") return [`${value}`, `${value}.0`, `${value}0E-1`][choose(3)];
  if (typeof value === "number" && choose(6) === 0) {
    return Number.isInteger(value) ? `${value}.0` : value.toExponential();
  }
  return JSON.stringify(value);
}

function text(value: string, choose: (below: number) => number): string {
  if (choose(6) > 0) return JSON.stringify(value);
  const units = Array.from(
    { length: value.length },
    (_, i) =>
      choose(2) === 0 ? JSON.stringify(value[i]).slice(1, -1) : unicode(value.charCodeAt(i)),
  );
  return `"${units.join("")}"`;
}

const unicode = (unit: number) => `\\u${unit.toString(16).padStart(4, "0")}`;
