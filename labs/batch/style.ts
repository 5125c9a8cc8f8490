import type { Calendar as HarnessCalendar, Stop } from "../../harness/contract/calendar.ts";
import type { Choices, Style, Variant } from "../../harness/contract/lab.ts";
import type { Account, PostgresNamespace } from "../../harness/services/postgres/service.ts";
import type { FilesNamespace } from "../../harness/services/sftp/service.ts";
import { KeptTimes } from "../login_points/kept_times.ts";
import { sourceOn, targetOn } from "../login_points/postgres/stores.ts";
import {
  asides,
  commitsAndStarts,
  files as fileEvents,
  marks,
  requests,
  rows,
  totals,
} from "./audit.ts";
import { backlogOf, habitsOf } from "./backlog.ts";
import {
  businessDay,
  type Calendar,
  calendarOf,
  dateOf,
  instantAtShare,
  text,
} from "./business_days.ts";
import { feedOf } from "./feed.ts";
import { monitorsOn } from "./monitors.ts";
import { formats } from "./formats/mod.ts";
import { askAgain } from "./ask_again.ts";
import { handsOf } from "./in_hand.ts";
import { feedTables, loadTables } from "./schema.ts";

export interface BatchNamespaces {
  readonly source: PostgresNamespace;
  readonly target: PostgresNamespace;
  readonly files: FilesNamespace;
}

export function openBatch(
  { source, target, files }: BatchNamespaces,
  variant: Variant,
  choices: Choices,
): Style {
  const [logins, grants] = [sourceOn(source), targetOn(target)];
  const calendar = calendarOf((name) => choices[name]);
  const format = formatOf(choices);
  const systems = { source: source.sql, target: target.sql, files, format };
  const habits = habitsOf(variant);
  const isLoaded = (date: string) => wasLoaded(target, date);
  const times = new KeptTimes();
  let readOnly: Account | null = null;
  const prepareSource = async (keys: readonly string[]) => {
    await logins.prepare(keys, feedTables);
    if (habits.isReader) readOnly = await source.readOnlyAccount(["feed_rows"]);
  };
  return {
    async prepare(keys) {
      await prepareSource(keys);
      await grants.prepare(loadTables);
    },

    env(role): Readonly<Record<string, string>> {
      if (movers.includes(role)) return frugal;
      if (role !== "reader" || readOnly === null) return {};
      return { READ_ONLY_USER: readOnly.user, READ_ONLY_PASSWORD: readOnly.password };
    },

    async progress() {
      const [committed, applied, backlog] = await Promise.all([
        logins.committed(),
        grants.applied(["points"]),
        backlogOf(systems, habits, calendar.zone),
      ]);
      return { committed, sent: applied, applied, backlog, lag: null };
    },

    ...(habits.hasFiles && {
      resend: (date: string) => askAgain(source.sql, files, date),
    }),

    calendar: stepped(calendar, isLoaded, habits.asksAgain),
    feed: feedOf(systems, variant, choices),

    moving: {
      async keep() {
        await times.keep(marks(source.sql, 0));
        return await times.keep(commitsAndStarts(source.sql, 0));
      },
      prepareAgain: () => prepareSource([]),
    },

    inHand: (role) => handsOf(systems, role),
    monitors: () => monitorsOn(source.sql, habits),

    async *audit(epochMs) {
      yield* times.in(commitsAndStarts(source.sql, epochMs), epochMs);
      yield* times.in(marks(source.sql, epochMs), epochMs);
      yield* rows(source.sql);
      yield* asides(target.sql);
      yield* grants.rejections();
      yield* grants.hazards(epochMs);
      yield* grants.effects(epochMs, "points");
      yield* totals(source.sql, target.sql);
      yield* fileEvents(source.sql, target.sql, files, epochMs);
      yield* requests(source.sql, files, epochMs);
    },
  };
}

/** A variant without files has no choice of a format, and writes nothing in this one. */
const formatOf = ({ format = "csv" }: Choices) => formats[format as keyof typeof formats];

/** These read and write large files, a piece at a time. */
const movers: readonly string[] = ["producer", "loader"];
/**
 * Else V8 collects garbage so seldom that a file of 100 MB takes 200 MiB of memory, and the C library
 * keeps freed buffers. It costs a half more of processor time.
 */
const frugal = {
  DENO_V8_FLAGS: "--optimize-for-size,--max-semi-space-size=1,--heap-growing-percent=10",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_ARENA_MAX: "2",
};

/** The clock waits so long for a file before it goes on to the check and to the deadline. */
const untilCheckMs = 3_000;
const untilDeadlineMs = 12_000;
/** How long the clock waits where nobody asks again for a missing file. */
const briefMs = 1_500;

function stepped(
  calendar: Calendar,
  isLoaded: (date: string) => Promise<boolean>,
  asksAgain: boolean,
): HarnessCalendar {
  const stopsOf = (date: Temporal.PlainDate): Stop[] => {
    const day = businessDay(date, calendar);
    const of = String(date);
    const isDone = () => isLoaded(of);
    return [
      { name: "schedule", date: of, at: text(day.schedule), waitMs: 0, isDone: always },
      {
        name: "check",
        date: of,
        at: text(day.check),
        waitMs: asksAgain ? untilCheckMs : briefMs,
        isDone,
      },
      {
        name: "deadline",
        date: of,
        at: text(day.deadline),
        waitMs: asksAgain ? untilDeadlineMs : briefMs,
        isDone,
      },
    ];
  };
  return {
    zone: calendar.zone,
    instantAt: (share) => text(instantAtShare(calendar, share)),
    nextStop(after) {
      const now = Temporal.Instant.from(after);
      // The work of a day is done in the one after it, and its deadline may be a day later still.
      let date = dateOf(now, calendar.zone).subtract({ days: 3 });
      if (Temporal.PlainDate.compare(date, calendar.start) < 0) date = calendar.start;
      for (;; date = date.add({ days: 1 })) {
        const stop = stopsOf(date).find(({ at }) => Temporal.Instant.compare(at, now) > 0);
        if (stop !== undefined) return stop;
      }
    },
  };
}

const always = () => Promise.resolve(true);

async function wasLoaded(target: PostgresNamespace, date: string): Promise<boolean> {
  const rows = await target.sql<unknown[]>`
    select from feed_files where feed_date = ${date} limit 1`;
  return rows.length > 0;
}
