import assert from "node:assert/strict";
import fc from "fast-check";
import { openCounter } from "./request_counter.ts";
import { StatementWords } from "./statement_words.ts";

const number = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const untyped = (code: number, rest: readonly number[] = []): number[] => [
  ...number(8 + rest.length),
  ...number(code),
  ...rest,
];
const typed = (type: string, content: readonly number[] = []): number[] => [
  type.charCodeAt(0),
  ...number(4 + content.length),
  ...content,
];

const tlsRequest = untyped(80_877_103);
const session = untyped(196_608, [117, 0, 120, 0, 0]);
const message = fc.record({
  type: fc.constantFrom(..."QEFPBDSHXpdc"),
  content: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 30 }),
});

Deno.test("requests to PostgreSQL are counted in any chunks, and content that looks like one is not", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(message, { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 40 }),
      (withTls, messages, sizes) => {
        const bytes = [
          ...(withTls ? tlsRequest : []),
          ...session,
          ...messages.flatMap(({ type, content }) => typed(type, content)),
        ];
        const words = new StatementWords();
        const counter = openCounter.postgres(words);
        let [at, seen] = [0, 0];
        for (let i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length];
          seen += counter.see(Uint8Array.from(bytes.slice(at, at + size)));
          at += size;
        }
        assert.equal(seen, messages.filter(({ type }) => "QEF".includes(type)).length);
        const whole = new StatementWords();
        for (const { type, content } of messages) {
          if ("QP".includes(type)) whole.note(String.fromCharCode(...content));
        }
        assert.deepEqual(words.all(), whole.all());
      },
    ),
  );
});
