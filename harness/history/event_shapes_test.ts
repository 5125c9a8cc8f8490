/** The forms of events agree with their types, with the fields of their kinds, and with real lines. */
import assert from "node:assert/strict";
import type { z } from "zod";
import { sound } from "../check/testing/hand_written.ts";
import type { HistoryEvent } from "./event.ts";
import { eventFields } from "./event_shapes.ts";
import { eventSchema, historyJsonSchema } from "./json_schema.ts";
import { kinds } from "./kinds/mod.ts";

type Fields = typeof eventFields;
type Written<K extends keyof Fields> = { kind: K } & z.infer<z.ZodObject<Fields[K]>>;
type KeysOf<T> = T extends unknown ? keyof T : never;
type Outcome = Extract<HistoryEvent, { kind: "ok" | "fail" | "info" }>;
type Typed<K> = [Extract<HistoryEvent, { kind: K }>] extends [never] ? Outcome
  : Extract<HistoryEvent, { kind: K }>;

/** By kind: true where both have the same fields, and every typed event has the written form. */
type Agreement = {
  [K in keyof Fields]: [KeysOf<Typed<K>>] extends [keyof Written<K>]
    ? [keyof Written<K>] extends [KeysOf<Typed<K>>]
      ? [Omit<Typed<K>, "kind">] extends [Omit<Written<K>, "kind">] ? true : "other types"
    : "too many fields"
    : "fields are missing";
};

/** TypeScript refuses this line where a form and a type differ. */
const agrees = (agreement: Agreement): Record<HistoryEvent["kind"], true> => agreement;

Deno.test("the forms of events have the types of events", () => assert(agrees));

Deno.test("each kind has a form, with its fields and no others", () => {
  assert.deepEqual(new Set(Object.keys(eventFields)), new Set(kinds.map(({ name }) => name)));
  for (const { name, fields, optional = [] } of kinds) {
    const { at: _, ...form } = eventFields[name as keyof typeof eventFields] as Record<
      string,
      z.ZodType
    >;
    assert.deepEqual(new Set(Object.keys(form)), new Set(Object.keys(fields)), name);
    const open = Object.keys(form).filter((field) => form[field].safeParse(undefined).success);
    assert.deepEqual(new Set(open), new Set(optional), name);
  }
});

Deno.test("a right line has the form, with fields of its own too; a wrong one has not", () => {
  for (const event of sound) {
    assert(eventSchema.safeParse(event).success, JSON.stringify(event));
    assert(eventSchema.safeParse({ ...event, mine: 1 }).success);
    assert(!eventSchema.safeParse({ ...event, kind: "nothing" }).success);
    assert(!eventSchema.safeParse({ ...event, at: "5" }).success);
  }
});

Deno.test("the JSON Schema says what each kind and field means", () => {
  const schema = historyJsonSchema() as { anyOf: Record<string, unknown>[] };
  assert.equal(schema.anyOf.length, kinds.length);
  assert.match(JSON.stringify(schema), /"const":"commit"/);
  assert.match(JSON.stringify(schema), /commit order of the key, from 1/);
});
