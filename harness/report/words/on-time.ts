import type { LateDay, LateDays, OnTimePhrase, OutlastedDay } from "../../check/on-time.ts";
import { duration, firstOf, many } from "./amounts.ts";
import type { Words } from "./words.ts";

export const onTime: Words<OnTimePhrase> = {
  "no-deadline-passed": () => "the business clock passed no deadline",
  "days-on-time": ({ days, leftOut }) =>
    `${many(days, "business day")} loaded by deadline${without(leftOut)}`,
  "days-late": (late) => lateDays(late),
  "days-perhaps-late": (late) =>
    `${lateDays(late)}; but a line that cannot be read may say that it was loaded`,
  "days-late-after-halt": ({ count, dates, role, why }) =>
    `${many(count, "business day")} late since ${role} halted (${why}): ` +
    firstOf(dates, count, "business day"),
  "days-late-after-the-end": ({ count, dates }) =>
    `${many(count, "business day")} late by a deadline that passed after all was drained: ` +
    firstOf(dates, count, "business day"),
  "day-times-unknown": ({ count, dates }) =>
    "the history does not say when it was loaded, or when its check or deadline passed: " +
    firstOf(dates, count, "business day"),
  "every-day-left-out": ({ leftOut }) => `no business day can be judged${without(leftOut)}`,
};

const lateDays = ({ count, days, leftOut }: LateDays): string =>
  `${many(count, "business day")} late: ${firstOf(days.map(lateDay), count, "business day")}` +
  without(leftOut);

function lateDay({ date, deadlineMs, lateMs }: LateDay): string {
  const when = deadlineMs === null ? "" : ` at ${duration(deadlineMs)}`;
  return lateMs === null
    ? `${date} was not loaded, and its deadline passed${when}`
    : `${date} was loaded ${duration(lateMs)} after its deadline, which passed${when}`;
}

const without = (leftOut: readonly OutlastedDay[]): string =>
  leftOut.length === 0
    ? ""
    : "; left out, because a fault lasted from its check to its deadline: " +
      leftOut.map(({ date, faults }) => `${date} (${faults.join(", ")})`).join(", ");
