/** Shared by faults that alter a published table while its rows change. */
import { tableChanged } from "../contract/hazards.ts";
import { isPublished, type PublishedTables } from "../contract/published_tables.ts";
import { untilMoved } from "./until_moved.ts";
import { type Verb, verb } from "../contract/verb.ts";

type Undo = () => Promise<void>;

/** @param alter alters the tables; returns the undo, or nothing where the change stays */
export const alterTable = (
  name: string,
  summary: string,
  alter: (tables: PublishedTables) => Promise<Undo | void>,
): Verb =>
  verb(name, isPublished, ({ name: target }, open) => ({
    name,
    aliases: [],
    makes: [tableChanged],
    summary,
    targets: [target],
    lastsMs: 800,
    leastMs: 300,
    scope: "namespace",
    async begin(context) {
      const tables = open(context);
      await untilMoved(context, tables.readers()[0]?.role);
      const undo = await alter(tables);
      const before = await tables.committed();
      return {
        async end() {
          const touched = await tables.committed() - before;
          await undo?.();
          return touched > 0 ? { touched } : { touched, ineffective: "nothing was committed" };
        },
      };
    },
  }));
