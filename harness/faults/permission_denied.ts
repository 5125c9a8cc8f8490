import { hasWritePermission } from "../contract/file_server.ts";
import { verb } from "../contract/verb.ts";
import { untilTouched } from "./until_touched.ts";

/** An administrator took the write permission away: a sender gets an error, and no file arrives. */
export const permissionDenied = verb("permission-denied", hasWritePermission, ({ name }, open) => ({
  name: `permission-denied-${name}`,
  aliases: [{ name: "permission-denied" }],
  makes: "away",
  summary: `nobody can make, rename or remove a file in the inbox of ${name}`,
  targets: [name],
  lastsMs: 2_000,
  leastMs: 600,
  async begin(context) {
    const denial = await open(context).deny();
    return {
      end: async () => {
        await untilTouched(context, denial.refused);
        const touched = await denial.end();
        return touched > 0 ? { touched } : { touched, ineffective: "nobody tried to write there" };
      },
    };
  },
}));
