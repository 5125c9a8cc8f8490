import type { BoundedWaitPhrase, Measured, Timed } from "../../check/bounded-wait.ts";
import { duration, many, named } from "./amounts.ts";
import { loadLate, slowBefore } from "./slowness.ts";
import type { Words } from "./words.ts";

export const boundedWait: Words<BoundedWaitPhrase> = {
  "too-few-waits": ({ needed, ...timed }) => `${of(timed)} timed, at least ${needed} needed`,
  "wait-within-limit": ({ limitMs, ...measured }) =>
    `${waited(measured)}, at most ${duration(limitMs)} promised`,
  "wait-above-limit": ({ limitMs, count, ops, ...measured }) =>
    `${waited(measured)}, above ${duration(limitMs)}: ${many(count, "caller")} waited longer, ` +
    named({ ops }),
  "wait-perhaps-lower": (measured) =>
    `${waited(measured)}, but the lines that cannot be read may be shorter waits`,
  "wait-of-late-load": ({ lateMs, ...measured }) => `${waited(measured)}, but ${loadLate(lateMs)}`,
  "wait-slow-before-faults": ({ medianMs, ...measured }) =>
    `${waited(measured)}, but ${slowBefore(medianMs)}`,
  "never-answered": ({ count, ops }) =>
    `the wait is not known for ${many(count, "operation")} without an answer: ${named({ ops })}`,
};

const of = ({ timed, isDuringFaults }: Timed): string =>
  `${many(timed, "operation")}${isDuringFaults ? " during the faults" : ""}`;

const waited = ({ p99Ms, ...timed }: Measured): string =>
  `p99 of ${of(timed)} is ${duration(p99Ms)}`;
