/** The table of the fields of a result, from its JSON Schema. */
import { resultJsonSchema } from "../harness/report/result.ts";
import { code, table } from "./pages_table.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly description?: string;
}

/** Says a type in words: `number or null`, `list of { name, verdict }`. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((one) => code(String(one))).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.properties !== undefined) {
    return code(`{ ${Object.keys(schema.properties).join(", ")} }`);
  }
  if (schema.type === "object") return "names and texts";
  return [schema.type ?? "any"].flat().map((type) => typeNames[type] ?? type).join(" or ");
}

const typeNames: Readonly<Record<string, string>> = {
  boolean: "boolean",
  integer: "whole number",
  string: "text",
};

/** The fields of an object, also of an object inside a list or a choice. */
function inner(schema: Schema): Schema["properties"] {
  return schema.properties ?? (schema.items && inner(schema.items)) ??
    schema.anyOf?.map(inner).find((one) => one !== undefined);
}

export function resultTable(): string {
  const { properties = {} } = resultJsonSchema() as Schema;
  const rows = Object.entries(properties).flatMap(([name, schema]) => [
    [code(name), typeOf(schema), schema.description ?? ""],
    // Fields without a description get no row: all anomalies are alike, and so are all phases.
    ...Object.entries(inner(schema) ?? {}).filter(([, { description }]) => description)
      .map(([field, one]) => [code(`${name}.${field}`), typeOf(one), one.description!]),
  ]);
  return table(["field", "type", "what it is"], rows);
}
