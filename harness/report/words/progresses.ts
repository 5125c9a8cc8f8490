import type { ProgressesPhrase, Stood } from "../../check/progresses.ts";
import { duration } from "./amounts.ts";
import { slowly } from "./slowness.ts";
import type { Words } from "./words.ts";

export const progresses: Words<ProgressesPhrase> = {
  "standstill-unknown": () => "the history does not say how long anything stood still",
  "stood-within-limit": ({ limitMs, ...stood }) =>
    `${stoodStill(stood)}, at most ${duration(limitMs)} promised`,
  "stood-above-limit": ({ limitMs, ...stood }) =>
    `${stoodStill(stood)}, above ${
      duration(limitMs)
    }, while every server answered and every role ` +
    "was ready",
  "stood-doubted": ({ doubt, ...stood }) => `${stoodStill(stood)}, but ${doubt}`,
  "stood-slowly": ({ slowness, ...stood }) => `${stoodStill(stood)}, but ${slowly(slowness)}`,
  "watched-too-briefly": ({ watchedMs, limitMs }) =>
    `waiting work was watched for ${duration(watchedMs)}, and the limit is ` +
    `${duration(limitMs)}: --drain-timeout must be longer`,
};

function stoodStill({ stoodMs, backlog, lag }: Stood): string {
  if (stoodMs === 0) return "no waiting work stood still";
  const waiting = lag === null ? `backlog ${backlog}` : `backlog ${backlog}, consumer lag ${lag}`;
  return `waiting work (${waiting}) stood still for ${duration(stoodMs)}`;
}
