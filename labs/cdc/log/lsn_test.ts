import assert from "node:assert/strict";
import fc from "fast-check";
import { lsnFrom, lsnText } from "./lsn.ts";

const position = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

Deno.test("a position can be written as text and read back, in upper and lower case", () => {
  assert.equal(lsnText(0n), "0/0");
  assert.equal(lsnFrom("16/B374D848"), 0x16_b374_d848n);
  assert.equal(lsnText(2n ** 64n - 1n), "FFFFFFFF/FFFFFFFF");
  fc.assert(fc.property(position, (lsn) => {
    assert.equal(lsnFrom(lsnText(lsn)), lsn);
    assert.equal(lsnFrom(lsnText(lsn).toLowerCase()), lsn);
  }));
});

Deno.test("the text of a later position does not always sort later, so positions are numbers", () => {
  assert.ok(lsnFrom("0/A0000000")! > lsnFrom("0/B000000")!);
  assert.ok("0/A0000000" < "0/B000000");
});

Deno.test("a text that is no position is null", () => {
  const wrong = ["", "/", "0", "0/", "/0", "0/0/0", " 0/0", "0/0 ", "0/0\n", "-1/0", "0/+1", "0/G"];
  const more = ["0x1/0", "1.0/0", "123456789/0", "0/123456789", "0\\0", "0/０"];
  for (const text of [...wrong, ...more]) assert.equal(lsnFrom(text), null, `'${text}'`);
});

Deno.test("a text of any other form is null", () => {
  const isPosition = /^[0-9a-fA-F]{1,8}\/[0-9a-fA-F]{1,8}$/;
  const near = fc.string({ unit: fc.constantFrom(..."09aFgG/ \n"), maxLength: 12 });
  fc.assert(fc.property(near, (text) => {
    fc.pre(!isPosition.test(text));
    assert.equal(lsnFrom(text), null);
  }));
});
