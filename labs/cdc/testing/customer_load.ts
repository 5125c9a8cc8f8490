/** For benches: changes of `customers` at a fixed rate, until they are ended. */
import type { Database } from "../../../harness/services/postgres/database.ts";
import { sleep } from "../../../harness/timer.ts";
import { customersBefore } from "../copied_tables.ts";

/** A connection waits for each of its commits, so on a slow disk it takes two to reach the rate. */
const writers = 2;
/** Changes of one transaction. */
const together = 4;

/** @param rate changes a second */
export function startLoad(source: Database, rate: number): { end(): Promise<number> } {
  const startMs = performance.now();
  let [changes, isOver] = [0, false];
  const write = async (first: number) => {
    for (let n = first; !isOver; n += writers) {
      await sleep(startMs + 1_000 * together * n / rate - performance.now());
      await changeFour(source, n);
      changes += together;
    }
  };
  const load = Promise.all(Array.from({ length: writers }, (_, i) => write(i)));
  return {
    /** @returns how many changes a second there were */
    async end() {
      isOver = true;
      await load;
      return changes / ((performance.now() - startMs) / 1_000);
    },
  };
}

/** A prime: the changes take rows from everywhere in the table, and each row once. */
const stride = 7_919;

/** A delete, two updates and an insert. */
async function changeFour(source: Database, n: number): Promise<void> {
  const [gone, one, other] = [0, 1, 2].map((i) => 1 + ((3 * n + i) * stride) % customersBefore);
  await source`
    with gone as (delete from customers where id = ${gone}), moved as (
      update customers set city = 'moved by ' || ${n}::text, version = version + 1
      where id in (${one}, ${other}))
    insert into customers (id, name, city, version)
    values (${customersBefore + 1 + n}, 'new', null, 1)`;
}
