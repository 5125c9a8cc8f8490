/** Every verb, in the order of the help text. A new verb is a file, its test and a line here. */
import type { Verb } from "../contract/verb.ts";
import { addColumn } from "./add_column.ts";
import { advance } from "./advance.ts";
import { answerError } from "./answer_error.ts";
import { bigTransaction } from "./big_transaction.ts";
import { burst } from "./burst.ts";
import { clockChange } from "./clock_change.ts";
import { corruptFile } from "./corrupt_file.ts";
import { cutUpload } from "./cut_upload.ts";
import { delay } from "./delay.ts";
import { drop } from "./drop.ts";
import { duplicate } from "./duplicate.ts";
import { duplicateFile } from "./duplicate_file.ts";
import { expire } from "./expire.ts";
import { fillDisk } from "./fill_disk.ts";
import { idleInTransaction } from "./idle_in_transaction.ts";
import { invalidate } from "./invalidate.ts";
import { join } from "./join.ts";
import { kill } from "./kill.ts";
import { killLeader } from "./kill_leader.ts";
import { killMajority } from "./kill_majority.ts";
import { lateFile } from "./late_file.ts";
import { loseAck } from "./lose_ack.ts";
import { loseAnswer } from "./lose_answer.ts";
import { missingFile } from "./missing_file.ts";
import { noisyNeighbor } from "./noisy_neighbor.ts";
import { partition } from "./partition.ts";
import { pause } from "./pause.ts";
import { permissionDenied } from "./permission_denied.ts";
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
import { scheduleTwice } from "./schedule_twice.ts";
import { slow } from "./slow.ts";
import { slowConsumer } from "./slow_consumer.ts";
import { slowUpload } from "./slow_upload.ts";
import { stop } from "./stop.ts";
import { swapColumns } from "./swap_columns.ts";
import { truncateFile } from "./truncate_file.ts";
import { unbind } from "./unbind.ts";
import { wrongTimezone } from "./wrong_timezone.ts";
import { wrongHostKey } from "./wrong_host_key.ts";

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
  permissionDenied,
  wrongHostKey,
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
  missingFile,
  lateFile,
  duplicateFile,
  truncateFile,
  corruptFile,
  cutUpload,
  slowUpload,
  scheduleTwice,
  rollback,
  burst,
  clockChange,
  wrongTimezone,
];
