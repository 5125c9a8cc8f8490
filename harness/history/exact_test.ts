import assert from "node:assert/strict";
import fc from "fast-check";
import { compareDecimals, decimalOf, LongNumber, parseExactly, plainText } from "./exact.ts";

Deno.test("a number that a double holds exactly is read as a number, any other one keeps its digits", () => {
  for (const text of ["0", "-0", "1", "1.0", "1e2", "0.1", "9007199254740991", "1e21", "5e-324"]) {
    assert.equal(parseExactly(text), JSON.parse(text), text);
  }
  for (const text of ["9007199254740993", "1e999", "-1e999", "1e-999", "0.1234567890123456789"]) {
    const number = parseExactly(text);
    assert.ok(number instanceof LongNumber, text);
    assert.equal(JSON.stringify({ number }), `{"number":${text}}`);
    assert.equal(number.value, JSON.parse(text));
  }
  const nested = parseExactly('{"a":[{"__proto__":9007199254740993}],"b":"9007199254740993"}');
  assert.equal(
    JSON.stringify(nested),
    '{"a":[{"__proto__":9007199254740993}],"b":"9007199254740993"}',
  );
});

Deno.test("all spellings of one number give the same text", () => {
  const same = ["1200", "1200.0", "12e2", "12E+2", "0.12e4", "12000e-1", "1.2000000000000000000e3"];
  for (const text of same) assert.equal(plainText(decimalOf(text)), "1200");
  for (const text of ["0", "-0", "0.000", "0e9", "-0.0E-7"]) {
    assert.equal(plainText(decimalOf(text)), "0");
  }
  assert.equal(plainText(decimalOf("-0.0012")), "-0.0012");
  assert.equal(plainText(decimalOf("1e99999")), "0.1e100000", "no exponent fills the memory");
});

Deno.test("two decimals have the same order as the integers that they are scaled from", () => {
  const scaled = fc.record({
    integer: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
    power: fc.integer({ min: -12, max: 12 }),
  });
  const near = fc.bigInt({ min: -3n, max: 3n });
  const exact = ({ integer, power }: { integer: bigint; power: number }) =>
    integer * 10n ** BigInt(power + 12);
  fc.assert(
    fc.property(scaled, scaled, near, fc.boolean(), (a, other, step, isNear) => {
      const b = isNear ? { ...a, integer: a.integer + step } : other;
      const [left, right] = [a, b].map(({ integer, power }) => decimalOf(`${integer}e${power}`));
      const order = Math.sign(compareDecimals(left, right));
      assert.equal(order, exact(a) < exact(b) ? -1 : exact(a) > exact(b) ? 1 : 0);
    }),
    { numRuns: 2_000 },
  );
});
