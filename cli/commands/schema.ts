/** `asynclab schema [NAME]`: the JSON Schema of what asynclab writes. */
import type { Command } from "commander";
import { z } from "zod";
import { comparisonSchema } from "../../harness/compare/result.ts";
import { runsSchema } from "../../harness/compare/runs/result.ts";
import { twinDiffSchema } from "../../harness/compare/twin/result.ts";
import { historyJsonSchema } from "../../harness/history/json_schema.ts";
import { checkResultShape } from "../../harness/matrix/result.ts";
import { known } from "../../harness/plan/known.ts";
import { explanationSchema } from "../../harness/report/explain/json.ts";
import { resultJsonSchema } from "../../harness/report/result.ts";
import { listingSchema } from "../listing_schema.ts";
import { print } from "../print.ts";

interface Written {
  readonly summary: string;
  readonly schema: () => object;
}

/** Everything that has a schema, by the word that names it. */
export const schemas: Readonly<Record<string, Written>> = {
  result: {
    summary: "result.json of a run; `run --json`, `analyze --json`, `report --format json`",
    schema: resultJsonSchema,
  },
  history: {
    summary: "one line of a history: an event of any kind",
    schema: historyJsonSchema,
  },
  list: { summary: "`list --json`", schema: () => z.toJSONSchema(listingSchema) },
  check: {
    summary: "`check --report json=FILE`, and of `merge`",
    schema: () => z.toJSONSchema(checkResultShape),
  },
  compare: {
    summary: "`compare --format json`: of styles, of a twin, of two runs",
    schema: () => z.toJSONSchema(z.union([comparisonSchema, twinDiffSchema, runsSchema])),
  },
  explanation: {
    summary: "`explain --format json`",
    schema: () => z.toJSONSchema(explanationSchema),
  },
};

/** Adds the command; its action throws Refusal for a wrong word. */
export function schema(program: Command): void {
  const names = Object.keys(schemas);
  program.command("schema")
    .description("print the JSON Schema of what asynclab writes")
    .argument("[name]", `one of ${names.join(", ")} (default: lists them)`)
    .addHelpText(
      "after",
      "\nExamples:\n  asynclab schema\n  asynclab schema result > result.schema.json",
    )
    .action((name: string | undefined) => {
      if (name === undefined) return print(overview());
      known("schema", name, names);
      print(`${JSON.stringify(schemas[name].schema(), null, 2)}\n`);
    });
}

function overview(): string {
  const width = Math.max(...Object.keys(schemas).map(({ length }) => length));
  return Object.entries(schemas).map(([name, { summary }]) => `${name.padEnd(width)}  ${summary}\n`)
    .join("");
}
