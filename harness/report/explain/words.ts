/** The explanation in English: one sentence a clause, and the mistake that the clauses show. */
import { many } from "../words/amounts.ts";
import { visible } from "../visible.ts";
import type { Words } from "../words/words.ts";
import type { Clause, Fact, Mistake, Wrong } from "./clause.ts";
import { type AnyWords, clauseIn } from "../words/words.ts";

/** `2.310 s`. */
export const clock = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

const text = (words: string): string => visible(words);
const placed = ({ op, place }: { readonly op: number; readonly place: string | null }): string =>
  place === null ? `operation ${op}` : `row ${text(place)} (operation ${op})`;
const times = (count: number): string => count === 1 ? "" : `, ${many(count, "time")}`;

export const facts: Words<Fact> = {
  "called": ({ key, rollsBack }) =>
    `Its caller sent it${key === null ? "" : ` for ${text(key)}`}` +
    (rollsBack ? "; the business is to roll it back" : ""),
  "not-called": () => "It was never sent: too many were in flight",
  "answered": ({ outcome, reason }) =>
    outcome === "ok"
      ? "Its caller got ok"
      : outcome === "fail"
      ? `Its caller was refused${because(reason)}`
      : `Its caller got no clear answer${because(reason)}`,
  "committed": ({ where, place, writtenMs }) =>
    "The source committed it" +
    (place === null || where === null ? "" : ` (${rowIn(where, place)})`) +
    (writtenMs === null ? "" : `; its row was written at ${clock(writtenMs)}`),
  "not-committed": () => "The source never committed it",
  "sent": ({ role, attempt, times: count }) =>
    `${text(role)} sent it${attempt > 1 ? ` (attempt ${attempt})` : ""}${times(count)}`,
  "not-sent": () => "No send of it followed",
  "stored": ({ copy }) =>
    copy === 1 ? "The broker stored it" : `The broker stored copy ${copy} of it`,
  "not-stored": () => "The broker has no copy of it",
  "marked": ({ where }) => `It was marked in ${text(where)}`,
  "not-marked": () => "Its row was never marked",
  "delivered": ({ role, times: count, lastMs }) =>
    `${text(role)} got it${times(count)}` +
    (count === 1 || lastMs === null ? "" : `, until ${clock(lastMs)}`),
  "not-delivered": () => "Nobody got it",
  "not-delivered-again": () => "It was not delivered again",
  "applied": ({ target, nth }) =>
    nth === 1 ? `${text(target)} applied it` : `${text(target)} applied it again (effect ${nth})`,
  "not-applied": ({ targets }) =>
    `${targets.map(text).join(" and ") || "No target"} never applied it`,
  "changes-applied": ({ transactions, applied, of }) =>
    transactions.length === 1
      ? `${changes(applied, of)} applied in one transaction`
      : `${changes(applied, of)} applied in ${transactions.length} transactions: ${
        transactions.slice(0, 6).join(", ")
      }${transactions.length > 6 ? ", …" : ""}`,
  "set-aside": ({ where, reason }) => `It was set aside in ${text(where)}: ${text(reason)}`,
  "row-left": ({ where, place, state, owner }) =>
    (rowWords[state] ?? ((row) => `${row} is ${text(state)}`))(capital(rowIn(where, place)), owner),
  "fault": ({ name, target, endMs, marksIt }) =>
    `${struck(name, target)}${endMs === null ? "" : `, until ${clock(endMs)}`}` +
    (marksIt ? "; it struck this operation" : ""),
  "ended": ({ role, signal, exitCode }) =>
    `A process of ${text(role)} ended (${
      signal === null ? `exit code ${exitCode}` : text(signal)
    })`,
  "back": ({ role }) => `${text(role)} was ready again`,
  "halted": ({ role, why }) => `${text(role)} halted${why === "" ? "" : `: ${text(why)}`}`,
  "position": ({ reader, where, place }) =>
    `${text(reader)} saved its position: ${rowIn(where, place)}`,
  "confirmed": ({ place }) =>
    `The slot was confirmed up to ${text(place)}: the server sends nothing before it again`,
  "other-committed": (other) => `The source committed ${placed(other)}`,
  "other-sent": ({ role, times: count, ...other }) =>
    `${text(role)} sent ${placed(other)}` +
    (count === 1 ? "" : `, for the last of ${many(count, "time")}`),
  "other-stored": (other) => `The broker stored ${placed(other)}`,
  "other-marked": (other) => `${capital(placed(other))} was marked`,
  "other-left": ({ count, ...other }) =>
    `The source committed ${placed(other)}, the first of ${
      many(count, "row")
    } behind it that no query took either`,
  "other-applied": ({ target, ...other }) =>
    `${text(target)} applied ${placed(other)}, a later one of its key`,
  "file": ({ date, attempt, state }) =>
    `The file of ${text(date)}, attempt ${attempt}, ${fileWords[state] ?? `is in ${text(state)}`}`,
  "day-totals": ({ date, queried, loaded }) =>
    `Of ${text(date)}, the query found ${many(queried ?? 0, "row")}; the target has ${
      loaded ?? "none"
    }`,
  "stop": ({ name, date, business }) =>
    `The business clock passed the ${text(name)} of ${text(date)} (${text(business)})`,
  "value": ({ called, applied }) =>
    `The effect has the value "${cut(applied)}"; its caller sent "${cut(called)}"`,
  "hazard": ({ name, source }) =>
    `Hazard: ${text(name)}${source === null ? "" : ` (${text(source)})`}`,
  "drained": ({ complete }) => complete ? "All came to rest" : "The run did not come to rest",
};

/** `row 41 of outbox`, `0/1948D50 in the log`. */
export const rowIn = (where: string, place: string): string =>
  where === "log" ? `${text(place)} in the log` : `row ${text(place)} of ${text(where)}`;

const changes = (applied: number, of: number | null): string =>
  of === null || applied >= of
    ? "Its changes were"
    : `${applied} of its ${many(of, "change")} ${applied === 1 ? "was" : "were"}`;
const because = (reason: string | null): string => reason === null ? "" : `: ${text(reason)}`;
const capital = (words: string): string => words[0].toUpperCase() + words.slice(1);
const cut = (value: string): string => text(value.length > 40 ? `${value.slice(0, 40)}…` : value);

const rowWords: Readonly<Record<string, (row: string, owner: string | null) => string>> = {
  "waiting": (row) => `${row} still waits`,
  "taken": (row, owner) => `${row} is taken${owner === null ? "" : ` by ${text(owner)}`}`,
  "set-aside": (row) => `${row} was set aside`,
  "deleted": (row) => `${row} was deleted`,
};

const fileWords: Readonly<Record<string, string>> = {
  sent: "was sent",
  loaded: "was loaded",
  inbox: "lies in the inbox",
  done: "lies where loaded files lie",
  rejected: "was rejected",
  aside: "was set aside",
  lost: "was taken away by a fault",
};

const pointWords: Readonly<Record<string, string>> = {
  crash: "Killed at the failpoint",
  fail: "Made to fail at the failpoint",
  hold: "Held at the failpoint",
};

function struck(name: string, target: string): string {
  return Object.hasOwn(pointWords, name)
    ? `${pointWords[name]} ${text(target)}`
    : `Fault ${text(name)} on ${text(target)}`;
}

export const mistakes: Words<Mistake> = {
  "acknowledged-uncommitted": () => "the caller was told ok before anything was committed",
  "marked-before-send": () => "it was marked as sent before it was sent, and then nobody sent it",
  "marked-before-stored": () => "it was marked as sent before the broker had it",
  "marked-before-effect": () => "it was marked as done before it had an effect",
  "position-past-uncommitted": ({ reader }) =>
    `${
      text(reader)
    } saved a position past its row before the row was committed, and never looked back`,
  "passed-with-another": ({ reader }) =>
    `${text(reader)} sent a row behind it and saved a position past both, and never looked back`,
  "position-before-effect": ({ reader }) =>
    `${text(reader)} saved a position past it before it had an effect, and never looked back`,
  "position-behind-effect": ({ reader }) =>
    `${
      text(reader)
    } applied it without saving a position past it: it began again before it, and nothing at the target recognised the copy`,
  "began-behind-it": ({ reader }) =>
    `${text(reader)} began behind it: its first position is already past it`,
  "confirmed-before-effect": () =>
    "the slot confirmed it before it had an effect, so the server did not send it again",
  "slot-moved-unnoticed": () =>
    "the slot was moved past it or made anew, and the reader went on without comparing its own position",
  "passed-over": () => "a row behind it was sent before it was committed, and nobody looked back",
  "not-read-after-restart": ({ role }) =>
    `it was committed before the next ${text(role)} was ready, and that one began behind it`,
  "rest-not-read": ({ reader }) =>
    `a part of it was applied, and after its restart ${text(reader)} did not read the rest`,
  "row-removed-unread": () => "its row was removed before anything had come of it",
  "owner-gone": ({ owner }) =>
    `its row belongs to ${text(owner)}, a process that is gone, and nothing gives it back`,
  "acknowledged-before-effect": ({ role }) =>
    `it counted as handled before it had an effect: ${
      text(role)
    } took it and ended, and it did not come again`,
  "given-up": ({ role }) =>
    `${text(role)} took it and gave it up: no effect, and nobody set it aside`,
  "unconfirmed-send": () => "it was sent, the broker did not keep it, and nobody sent it again",
  "failure-forgotten": () => "its send had no effect, and nobody kept it to send it again",
  "in-memory-lost": ({ role }) =>
    `it was only in the memory of ${text(role)} when that process ended`,
  "never-sent": () => "nobody sent it",
  "committed-after-query": ({ date }) =>
    `its row was written before the query of ${
      text(date)
    } and committed after it, and no later query looked back`,
  "late-for-query": ({ date }) =>
    `its time lies before the schedule of ${
      text(date)
    }, it was committed after that query had run, and no later query looked back`,
  "left-out-of-window": ({ hours }) =>
    `${hours} hours lie between the two schedules around its time, and it lies in the part of them that the second query left out`,
  "in-no-file": ({ date }) =>
    `no query took its row${
      date === null ? "" : `, though that of ${text(date)} ran after its time`
    }`,
  "file-not-asked-again": ({ date }) =>
    `the file of ${text(date)} never arrived, and nobody asked for it again`,
  "file-removed-unloaded": ({ date }) =>
    `the file of ${text(date)} is gone, and its rows were never committed`,
  "file-refused-unread": ({ date }) =>
    `a good file of ${text(date)} came after a bad one, and was not read`,
  "file-loaded-in-part": ({ date, queried, loaded }) =>
    `the file of ${text(date)} counts as loaded with ${loaded} of its ${many(queried, "row")}`,
  "file-set-aside": ({ date }) =>
    `the file of ${text(date)} was set aside as bad, and no other one was loaded`,
  "file-cut-off": () =>
    `the rows just behind it are missing too: the file that it belongs to ends before it`,
  "set-aside-unasked": ({ reason }) =>
    `its target set it aside${
      reason === null ? "" : ` (${text(reason)})`
    }, though nobody made it bad on purpose`,
  "file-taken-unloaded": ({ date }) =>
    `the file of ${text(date)} was dealt with, and this row is not among those loaded`,
  "taken-by-two": ({ first, second }) =>
    `${text(first)} and ${
      text(second)
    } both had it, and nothing at the target stopped the one whose turn was over`,
  "taken-again": ({ first, second, wasMarked }) =>
    `${text(second)} took it again after ${text(first)} had applied it${
      wasMarked ? " and it was marked" : ""
    }, and nothing at the target recognised the copy`,
  "copies-applied": ({ bySender }) =>
    `${
      bySender ? "it was sent twice" : "the broker had two copies"
    }, and nothing at the target recognised the second`,
  "called-again": () => "it was called a second time, and the second call was taken for a new one",
  "redelivery-applied": ({ afterEnd }) =>
    `it was delivered again${
      afterEnd === null ? "" : `, after ${text(afterEnd)} had ended`
    }, and nothing at the target recognised the copy`,
  "two-files-applied": ({ first, second, sameDay }) =>
    sameDay
      ? `its day was sent twice (${text(first)} and ${
        text(second)
      }), and nothing at the target recognised the copy`
      : `it is in the files of two days (${text(first)} and ${text(second)}): both windows hold it`,
  "file-loaded-again": ({ date }) =>
    `the file of ${text(date)} was loaded a second time: nothing remembered the first`,
  "sent-before-end": ({ isRolledBack }) =>
    "it was sent before its transaction had ended, and the transaction was " +
    (isRolledBack ? "rolled back" : "never committed"),
  "overtaken-at-send": ({ other }) =>
    `operation ${other}, a later one of its key, was sent while it waited`,
  "overtaken-by-other-sender": ({ other, role }) =>
    `a second sender, ${
      text(role)
    }, sent operation ${other}, a later one of its key, while this one was in the hand of the first`,
  "overtaken-after-return": ({ other }) =>
    `it was given back and delivered again, and operation ${other}, a later one of its key, went ahead in between`,
  "overtaken-by-load": ({ other }) =>
    `operation ${other}, a later one of its key, came with an earlier file`,
  "other-value": () => "its value changed on the way",
  "blocked-behind": ({ other, times: count }) =>
    `it waits behind operation ${other}, which cannot succeed${
      count === 0 ? "" : ` and was tried ${many(count, "time")}`
    }`,
  "never-set-aside": ({ times: count, blocks }) =>
    `it cannot succeed, and nobody sets it aside${
      count > 1 ? `: it was tried ${count.toLocaleString("en")} times` : ""
    }${blocks ? ", so all behind it waits too" : ""}`,
  "nothing-moves": () => "it waits, and nothing moves",
  "wait-without-limit": ({ waitedMs }) =>
    `its caller waited ${clock(waitedMs)}, as long as the fault lasted, and nobody gave up before`,
  "applied-in-pieces": ({ transactions }) =>
    `its changes were committed in ${transactions} transactions of the target: others could see half of it`,
  "stored-again": ({ sends }) =>
    `it was sent ${
      sends > 1 ? `${sends} times` : "again"
    }, and the broker took the repetition for a new message`,
};

/** The sentence of a clause, without its time. */
export function sentence({ fact }: Pick<Clause, "fact">): string {
  return `${clauseIn(facts as unknown as AnyWords, fact)}.`;
}

/** The mistake in one clause; null where the events show none. */
export const mistakeWords = (mistake: Mistake | null): string | null =>
  mistake === null ? null : clauseIn(mistakes as unknown as AnyWords, mistake)!;

export const wrongWords: Readonly<Record<Wrong, string>> = {
  lost: "lost",
  duplicate: "applied more than once",
  phantom: "applied, and never happened",
  reordered: "applied too late",
  corrupted: "applied with another value",
  split: "applied in pieces",
  "stored-again": "stored more than once",
  slow: "answered too late",
  pending: "waits, and nothing moves",
  aside: "set aside",
  none: "nothing is wrong with it",
};

/** Says what nobody wrote; null where all was written. */
export function unwrittenWords(kinds: readonly string[]): string | null {
  if (kinds.length === 0) return null;
  const names = kinds.map((kind) => `'${kind}'`).join(", ");
  return `Clauses are left out for which nobody wrote an event: this history has no ${names}.`;
}
