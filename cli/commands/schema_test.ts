/** The schemas that `asynclab schema` prints are those that validate what asynclab writes. */
import assert from "node:assert/strict";
import { folder } from "../../testing/asynclab.ts";
import { listing } from "../listing.ts";
import { listingSchema } from "../listing_schema.ts";
import { schemas } from "./schema.ts";

Deno.test("the list of labs has the form of its schema", () => {
  assert.deepEqual(listingSchema.parse(listing()), listing());
});

Deno.test("each schema is a JSON Schema of draft 2020-12", () => {
  for (const [name, { schema }] of Object.entries(schemas)) {
    const { $schema } = JSON.parse(JSON.stringify(schema()));
    assert.equal($schema, "https://json-schema.org/draft/2020-12/schema", name);
  }
});

Deno.test("asynclab schema lists the schemas, prints one, and refuses a word that is none", async () => {
  await using here = await folder();
  const { code, stdout } = await here.asynclab("schema");
  assert.equal(code, 0);
  assert.deepEqual(
    stdout.trim().split("\n").map((line) => line.split(" ")[0]),
    Object.keys(schemas),
  );
  const one = await here.asynclab("schema", "result");
  assert.deepEqual(JSON.parse(one.stdout), schemas.result.schema());
  const refused = await here.asynclab("schema", "comparison");
  assert.deepEqual([refused.code, refused.stdout], [64, ""]);
  assert.match(
    refused.stderr,
    /^asynclab: There is no schema 'comparison'\. .*There is: result, history/,
  );
});
