/** What passed the links of a run, as a field of the result. */
import { z } from "zod";

const count = z.int().min(0);

export const trafficShape = z.array(z.strictObject({
  link: z.string().describe("`relay-source`."),
  up: count.describe("Bytes from the client to the server."),
  down: count.describe("Bytes from the server to the client."),
  requests: count.nullable().describe("Null where the server's protocol is not counted."),
  tables: z.array(z.string()).nullable().default(null).describe(
    "The tables that its statements named; null where this is not known.",
  ),
})).default([]).describe("What passed each link, from the start to the end of the drain.");
