import { positionGone } from "../contract/hazards.ts";
import { isRestorable } from "../contract/restorable.ts";
import type { RoleProcess } from "../contract/lab.ts";
import { verb } from "../contract/verb.ts";
import { untilMoved } from "./until_moved.ts";

/**
 * A database moves by a dump and a restore, as in an upgrade or after a loss: the rows are the same,
 * and the system identifier, transaction ids and log positions begin anew.
 *
 * First the roles that use the database end gracefully, so that nothing is committed after the dump.
 * They start again when the rows are restored.
 */
export const restore = verb("restore", isRestorable, ({ name }, open) => ({
  name: `restore-${name}`,
  aliases: [],
  makes: [positionGone],
  summary: `move the ${name}'s rows into a new cluster: its transaction ids and log begin anew`,
  targets: [name],
  // A load of `--brief` lasts as long as its faults, and must go on until the roles are back.
  lastsMs: 2_500,
  leastMs: 2_000,
  async begin(context) {
    const database = open(context);
    const users = database.users().filter(({ isUp }) => isUp);
    await untilMoved(context, users.at(-1)?.role);
    for (const user of users) await user.stop();
    const dump = await database.dump().catch(async (error) => {
      await startAll(users);
      throw error;
    });
    // The restore begins here and not in `end`: it takes longer than most faults last.
    const first = dump.restore().catch((error: Error) => error);
    return {
      end: async () => {
        if (await first !== undefined) await dump.restore();
        await startAll(users);
        const { committed: touched } = dump;
        return touched > 0 ? { touched } : { touched, ineffective: "nothing was committed" };
      },
    };
  },
}));

const startAll = (users: readonly RoleProcess[]) => Promise.all(users.map((user) => user.start()));
