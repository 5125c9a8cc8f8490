/** The JSON Schema of one line of a history. */
import { z } from "zod";
import { eventFields } from "./event_shapes.ts";
import type { Kind } from "./kind.ts";
import { kinds } from "./kinds/mod.ts";

/** One event as asynclab writes it, of any kind; further fields are allowed. */
export const eventSchema = z.union(kinds.map(shapeOf));

function shapeOf({ name, summary, fields }: Kind) {
  const own = eventFields[name as keyof typeof eventFields];
  const described = Object.entries(own).map(([field, type]) => [
    field,
    type.describe(fields[field] ?? "milliseconds since the start of the run; null: not known"),
  ]);
  return z.object({ kind: z.literal(name), ...Object.fromEntries(described) }).describe(summary);
}

/** Each line of a history is one such value. */
export const historyJsonSchema = (): object => z.toJSONSchema(eventSchema, { io: "input" });
