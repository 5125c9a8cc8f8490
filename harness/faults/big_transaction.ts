import { unreadLog } from "../contract/hazards.ts";
import { isPublished } from "../contract/published_tables.ts";
import { verb } from "../contract/verb.ts";

/** More than a reader should hold in memory, and few enough for a short run. */
const rows = 50_000;

/** A nightly import in one transaction: it is one whole in the log, and must arrive as one whole. */
export const bigTransaction = verb("big-transaction", isPublished, ({ name }, open) => ({
  name: "big-transaction",
  aliases: [],
  makes: [unreadLog],
  summary: `commit one transaction of ${rows.toLocaleString("en")} rows`,
  targets: [name],
  lastsMs: 300,
  leastMs: 0,
  scope: "namespace",
  async begin(context) {
    await open(context).insertMany(rows);
    const hazards = [{ name: unreadLog.name, count: 1 }];
    return { end: () => Promise.resolve({ touched: rows, hazards }) };
  },
}));
