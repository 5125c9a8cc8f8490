/** Every verb, in the order of the help text. A new verb is a file, its test and a line here. */
import type { Verb } from "../contract/verb.ts";
import { addColumn } from "./add_column.ts";
import { advance } from "./advance.ts";
import { answerError } from "./answer_error.ts";
import { bigTransaction } from "./big_transaction.ts";
import { burst } from "./burst.ts";
import { delay } from "./delay.ts";
import { drop } from "./drop.ts";
import { duplicate } from "./duplicate.ts";
import { expire } from "./expire.ts";
import { fillDisk } from "./fill_disk.ts";
import { idleInTransaction } from "./idle_in_transaction.ts";
import { invalidate } from "./invalidate.ts";
import { join } from "./join.ts";
import { kill } from "./kill.ts";
import { killLeader } from "./kill_leader.ts";
import { killMajority } from "./kill_majority.ts";
import { loseAck } from "./lose_ack.ts";
import { loseAnswer } from "./lose_answer.ts";
import { noisyNeighbor } from "./noisy_neighbor.ts";
import { partition } from "./partition.ts";
import { pause } from "./pause.ts";
import { poison } from "./poison.ts";
import { poisonConsumer } from "./poison_consumer.ts";
import { rebalance } from "./rebalance.ts";
import { recreate } from "./recreate.ts";
import { refuse } from "./refuse.ts";
import { renameColumn } from "./rename_column.ts";
import { reset } from "./reset.ts";
import { restart } from "./restart.ts";
import { restore } from "./restore.ts";
import { rollback } from "./rollback.ts";
import { slow } from "./slow.ts";
import { slowConsumer } from "./slow_consumer.ts";
import { stop } from "./stop.ts";
import { swapColumns } from "./swap_columns.ts";
import { unbind } from "./unbind.ts";

export const verbs: Verb[] = [
  kill,
  restart,
  pause,
  stop,
  fillDisk,
  killLeader,
  killMajority,
  delay,
  partition,
  reset,
  loseAck,
  idleInTransaction,
  unbind,
  duplicate,
  poison,
  poisonConsumer,
  slowConsumer,
  rebalance,
  join,
  slow,
  answerError,
  refuse,
  loseAnswer,
  drop,
  recreate,
  advance,
  invalidate,
  expire,
  noisyNeighbor,
  addColumn,
  renameColumn,
  swapColumns,
  bigTransaction,
  restore,
  rollback,
  burst,
];
