/** Parses the values of options; refuses each bad one with one sentence. */
import { wrongUsage } from "../harness/errors.ts";

/** A number above zero. */
export function positive(option: string, wanted = "a number above 0") {
  return (text: string): number => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (!(value > 0) || !Number.isFinite(value)) throw cannotBe(option, text, wanted);
    return value;
  };
}

/** A whole number from `min` on. */
export function whole(option: string, min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) {
      const wanted = max === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${min} on`
        : `a whole number from ${min} to ${max}`;
      throw cannotBe(option, text, wanted);
    }
    return value;
  };
}

/** A share: 0 to 1, or `5%`. */
export function share(option: string) {
  return (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
    const value = match === null ? NaN : Number(match[1]) / (match[2] ? 100 : 1);
    if (!(value >= 0 && value < 1)) {
      throw cannotBe(option, text, "a share below 1, like 0.05 or 5%");
    }
    return value;
  };
}

const unitsMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };

/** A duration in milliseconds: `500ms`, `10s`, `2m`. */
export function duration(option: string) {
  return (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
    const ms = match === null ? NaN : Number(match[1]) * unitsMs[match[2]];
    if (!(ms > 0)) throw cannotBe(option, text, "a duration above 0, like 500ms, 10s or 2m");
    return ms;
  };
}

const unitsBytes: Record<string, number> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** A size in bytes: `512KiB`, `128MiB`, `2GiB`. */
export function bytes(option: string) {
  return (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)(KiB|MiB|GiB)$/.exec(text);
    const size = match === null ? NaN : Number(match[1]) * unitsBytes[match[2]];
    if (!(size > 0)) throw cannotBe(option, text, "a size above 0, like 512KiB, 128MiB or 2GiB");
    return size;
  };
}

/** A value that can be given only once. */
export function once(option: string) {
  return (text: string, before?: string): string => {
    if (before === undefined) return text;
    throw wrongUsage(
      `${option} is given twice, as '${before}' and '${text}'; leave one of them out`,
    );
  };
}

const cannotBe = (option: string, text: string, wanted: string) =>
  wrongUsage(`${option} cannot be '${text}'; it must be ${wanted}`);
