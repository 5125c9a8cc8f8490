/** Numbers with every digit that was written: a double keeps 15 digits and rounds away the rest. */

/** `0.digits` times ten to the power `exponent`; empty `digits` mean 0. */
export interface Decimal {
  readonly isNegative: boolean;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly exponent: number;
}

/** A number with at most this many digits survives the conversion to a double and back. */
const keptDigits = 15;
/** A longer number is written with an exponent: `1e999999999` written out would fill the memory. */
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

/** A JSON number that a double cannot hold exactly. */
export class LongNumber {
  /** The nearest double; infinite where the number is too large for one. */
  readonly value: number;
  readonly decimal: Decimal;
  /** The number as it was written. */
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

/** Matches each text with a number that a double would round, and some other texts. */
const mayBeLong = /[\d.]{16,}|\d[eE]/;

type Reviver = (key: string, value: unknown) => unknown;

/** `JSON.parse`, with a `LongNumber` for each number that a double cannot hold exactly. */
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

/** The exact number: `long` where it is given, else the value of the double. */
export function exactOf(value: number, long: Decimal | undefined): Decimal {
  return long ?? decimalOf(String(value));
}
