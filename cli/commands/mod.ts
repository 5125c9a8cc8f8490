/** All commands, in the order of the help. A new command is a file, an import and a place in this list. */
import type { Command } from "commander";
import { analyze } from "./analyze.ts";
import { batch } from "./batch.ts";
import { check } from "./check.ts";
import { clean } from "./clean.ts";
import { completions } from "./completions.ts";
import { compare } from "./compare.ts";
import { doctor } from "./doctor.ts";
import { down } from "./down.ts";
import { explain } from "./explain.ts";
import { list } from "./list.ts";
import { merge } from "./merge.ts";
import { redrive } from "./redrive.ts";
import { replay } from "./replay.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { schema } from "./schema.ts";
import { up } from "./up.ts";

export const commands: readonly ((program: Command) => void)[] = [
  run,
  check,
  compare,
  merge,
  analyze,
  replay,
  report,
  explain,
  list,
  doctor,
  up,
  down,
  clean,
  redrive,
  batch,
  schema,
  completions,
];
