/** Numbers with every digit that was written: a double keeps 15 of them, and rounds the rest away. */

/** `0.digits` times ten to the `exponent`; no digits is 0. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly exponent: number;
}

/** So many digits survive the way through a double and back, whatever they are. */
const keptDigits = 15;
/** A number that is longer is written with an exponent, so that no exponent fills the memory. */
const longestPlain = 64;

/** @param text a number as JSON spells it */
export function decimalOf(text: string): Decimal {
  const [, sign, whole, fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/
    .exec(text)!;
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, "").length;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { isNegative: false, digits, exponent: 0 };
  return { isNegative: sign === "-", digits, exponent: whole.length - leading + Number(power) };
}

/** Below 0 where `a` is the smaller one, 0 where both are the same number. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [signA, signB] = [signOf(a), signOf(b)];
  if (signA !== signB) return signA - signB;
  if (a.exponent !== b.exponent) return signA * (a.exponent - b.exponent);
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -signA : signA;
}

const signOf = ({ isNegative, digits }: Decimal) => digits === "" ? 0 : isNegative ? -1 : 1;

/** One spelling for each number: `1`, `1.0` and `10e-1` are the same. */
export function plainText({ isNegative, digits, exponent }: Decimal): string {
  const sign = isNegative ? "-" : "";
  if (digits === "") return "0";
  if (exponent > longestPlain || exponent < -longestPlain) return `${sign}0.${digits}e${exponent}`;
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (digits.length <= exponent) return sign + digits.padEnd(exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** A number of JSON that a double does not keep. */
export class LongNumber {
  /** The double next to it; infinite where it is too large for one. */
  readonly value: number;
  readonly decimal: Decimal;
  /** As it was written. */
  readonly source: string;

  constructor(value: number, decimal: Decimal, source: string) {
    this.value = value;
    this.decimal = decimal;
    this.source = source;
  }

  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.source);
  }
}

/** Where no number of the text can be one that a double does not keep. */
const mayBeLong = /[\d.]{16,}|\d[eE]/;

type Reviver = (key: string, value: unknown) => unknown;

/** `JSON.parse`, with a `LongNumber` in the place of each number that a double does not keep. */
export function parseExactly(text: string): unknown {
  if (!mayBeLong.test(text)) return JSON.parse(text);
  const revive = (_: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" ? exactly(value, source) : value;
  return JSON.parse(text, revive as unknown as Reviver);
}

function exactly(value: number, source: string): number | LongNumber {
  const decimal = decimalOf(source);
  const isKept = decimal.digits.length <= keptDigits &&
    Number.isFinite(value) && (value !== 0 || decimal.digits === "");
  if (isKept || (Number.isSafeInteger(value) && /^-?\d+$/.test(source))) return value;
  return new LongNumber(value, decimal, source);
}

/** The exact number: `long` where it has one, else what the double stands for. */
export function exactOf(value: number, long: Decimal | undefined): Decimal {
  return long ?? decimalOf(String(value));
}
