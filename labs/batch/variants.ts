/** The variants of a nightly file: the sound ones, and the famous mistakes beside them. */
import { knownServer } from "../../harness/check/known-server.ts";
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { noSilentGap } from "../../harness/check/no-silent-gap.ts";
import { nothingUnreadRemoved } from "../../harness/check/nothing-unread-removed.ts";
import { onTime } from "../../harness/check/on-time.ts";
import { totalsAgree } from "../../harness/check/totals-agree.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { corruptFile } from "../../harness/faults/corrupt_file.ts";
import { on } from "../../harness/contract/fault_set.ts";
import { kill } from "../../harness/faults/kill.ts";
import { pause } from "../../harness/faults/pause.ts";
import { restore } from "../../harness/faults/restore.ts";
import { missingFile } from "../../harness/faults/missing_file.ts";
import { truncateFile } from "../../harness/faults/truncate_file.ts";
import type { Mistake, Promised, Variant } from "../../harness/contract/lab.ts";
import { allFive, progresses } from "../login_points/promises.ts";

/**
 * In milliseconds: the clock waits up to 1 s for a file before its check and 12 s before its
 * deadline, and a connection is given up after 5 s.
 */
const standstillMs = 25_000;

const promises: readonly Promised[] = [
  ...allFive(),
  progresses(standstillMs),
  promise(onTime),
  promise(totalsAgree),
  promise(nothingUnreadRemoved),
  promise(knownServer),
];

const withoutFiles = promises.filter(({ kind }) =>
  kind !== nothingUnreadRemoved && kind !== knownServer
);

type Words = Readonly<Record<string, string>>;
type Rest = Omit<Variant, "promises" | "settings">;
type Settings = { readonly producer?: Words; readonly loader?: Words };

const sound = (settings: Settings, rest: Rest): Variant => ({ ...rest, promises, settings });
/** A twin claims the promises of the sound variant that it imitates. */
const twin = (settings: Settings, rest: Rest & Mistake): Variant => sound(settings, rest);

/** A loader that loads what comes: dedup by row would hide a file or row that comes twice. */
const trusting = { DEDUP: "none", TOTALS: "none" };
/** A loader that reads every file that it sees. */
const unmanifested = {
  MANIFEST: "none",
  TOTALS: "none",
  KNOWN: "name",
  ASK: "never",
  ORDER: "none",
};
/** 2026-10-25 has 25 hours, and its clock shows the hour from two to three twice. */
const longDay = { "zone": "Europe/Berlin", "start-date": "2026-10-23", "days": "4" };
/** It shows on any day. */
const ordinary = {
  "zone": "Asia/Seoul",
  "start-date": "2026-03-28",
  "days": "3",
  "schedule": "19:00",
};
/** A login of the first day is committed after the query of that day. */
const lateCommit = {
  durationMs: 3_000,
  hold: ["login:before-commit@5=10s until producer:after-query@1"],
};

export const variants: Readonly<Record<string, Variant>> = {
  "push": sound({}, {
    summary: "marked rows, a manifest that is renamed last, load and totals in one transaction",
    worstCase: {
      crash: ["producer:after-rename-before-record@1", "loader:after-copy-before-commit@2"],
      chaos: [strike(kill, "files")],
    },
  }),
  "pull": sound({ loader: { FETCH: "spool" } }, {
    summary: "the files lie on A's server: B fetches each whole, and loads its own copy",
    choices: { transfer: ["sftp"] },
    worstCase: {
      crash: ["producer:after-data-before-manifest@1", "loader:after-commit-before-move@2"],
      chaos: [strike(kill, "loader")],
    },
  }),
  "empty-day": sound({}, {
    summary: "push, with a day on which nothing happens: its file has a header and no rows",
    choices: { "quiet-day": ["2"] },
    worstCase: {
      crash: ["producer:after-upload-before-rename@2", "loader:after-commit-before-move@1"],
      chaos: [strike(pause, "files")],
    },
  }),
  "api": {
    summary:
      "posts the day in chunks, each with an idempotency key; a chunk that fails goes again alone",
    promises: withoutFiles,
    withoutChoices: ["format", "transfer"],
    instances: { producer: 0, loader: 0, sender: 1, receiver: 1 },
    worstCase: {
      crash: ["sender:after-post-before-record@1", "receiver:after-commit-before-answer@2"],
      chaos: [strike(kill, "target")],
    },
  },
  "read-only": {
    summary: "B reads A's database by an account that can only read, and keeps its own position",
    promises: [
      ...withoutFiles.filter(({ kind }) => kind !== totalsAgree),
      promise(noSilentGap),
    ],
    withoutChoices: ["format", "transfer"],
    haltsUnder: [on(restore)],
    instances: { producer: 0, loader: 0, reader: 1 },
    worstCase: { crash: ["reader:before-commit@1"], chaos: [strike(kill, "source")] },
  },
  "created-at-window": twin({ producer: { ROWS: "picked" } }, {
    summary: "chooses rows by their time: a row that is committed late belongs to no window",
    breaks: noLoss,
    imitates: "push",
    shownAt: "picked.ts#pick",
    insteadOf: "query.ts#take",
    worstCase: lateCommit,
  }),
  "now-minus-24h": twin({ producer: { ROWS: "picked", WINDOW: "last-24h" } }, {
    summary: "chooses the rows of the last 24 hours: a day of 25 hours loses an hour",
    breaks: noLoss,
    imitates: "push",
    shownAt: "windows.ts#last24Hours",
    insteadOf: "query.ts#take",
    worstCase: { choices: longDay, rate: 200, durationMs: 3_000 },
  }),
  "naive-watermark": twin({ producer: { ROWS: "picked", WINDOW: "local-watermark" } }, {
    summary: "keeps a local time without its zone: the hour that the clock repeats is lost",
    breaks: noLoss,
    imitates: "push",
    shownAt: "windows.ts#localWatermark",
    insteadOf: "query.ts#take",
    worstCase: { choices: { ...longDay, "schedule": "02:30" }, rate: 100, durationMs: 6_000 },
  }),
  "no-rename": twin({ producer: { SEND: "no-rename" }, loader: unmanifested }, {
    summary: "uploads under the final name: the loader meets half a file",
    breaks: noLoss,
    imitates: "push",
    shownAt: "transfers/sftp.ts#underItsName",
    insteadOf: "transfers/sftp.ts#withManifest",
    choices: { transfer: ["sftp"] },
    worstCase: {
      durationMs: 4_000,
      hold: ["producer:mid-upload@1=3s until loader:after-commit-before-move@1"],
    },
  }),
  "no-manifest": twin({ producer: { SEND: "no-manifest" }, loader: unmanifested }, {
    summary: "renames, but sends no manifest: half a file is a file",
    breaks: noLoss,
    imitates: "push",
    shownAt: "transfers/sftp.ts#renamed",
    insteadOf: "transfers/sftp.ts#withManifest",
    worstCase: { chaos: [strike(truncateFile, { at: "producer:after-query@1" })] },
  }),
  "row-limit": twin({ producer: { ROWS: "picked", ROW_LIMIT: "20" } }, {
    summary: "a program in between drops the rows above its limit, and counts those that it kept",
    breaks: noLoss,
    imitates: "push",
    shownAt: "picked.ts#pick",
    insteadOf: "query.ts#take",
    worstCase: { choices: ordinary },
  }),
  "delete-before-commit": twin({
    loader: { REMOVE: "before-commit", ASK: "never", ORDER: "none" },
  }, {
    summary: "deletes the file, then commits its rows",
    breaks: noLoss,
    imitates: "push",
    shownAt: "loader.ts#one",
    worstCase: { crash: ["loader:after-copy-before-commit@1"] },
  }),
  "dedup-by-name": twin({
    producer: { RESEND: "same-name" },
    loader: { KNOWN: "name", ORDER: "none" },
  }, {
    summary: "knows files by name: the good one that comes after a bad one is not read",
    breaks: noLoss,
    imitates: "push",
    shownAt: "loader.ts#byName",
    insteadOf: "loader.ts#byFile",
    worstCase: { chaos: [strike(corruptFile, { at: "producer:after-query@1" })] },
  }),
  "no-resend": twin({ loader: { ASK: "never", ORDER: "none" } }, {
    summary: "expects no file: nobody notices that one is missing",
    breaks: noLoss,
    imitates: "push",
    shownAt: "loader.ts#turn",
    worstCase: { chaos: [strike(missingFile, { at: "producer:after-query@3" })] },
  }),
  "same-name": twin({
    producer: { SEND: "same-name" },
    loader: { ...unmanifested, KNOWN: "nothing" },
  }, {
    summary: "each day's file has the same name and replaces the one before, read or not",
    breaks: noLoss,
    imitates: "push",
    shownAt: "transfers/sftp.ts#overTheLast",
    insteadOf: "transfers/sftp.ts#withManifest",
    choices: { transfer: ["sftp"] },
    // The end of the load ends each hold, so the second day is sent long before it.
    worstCase: {
      choices: { ...ordinary, "days": "5" },
      durationMs: 6_000,
      hold: ["loader:after-scan@1=10s until producer:after-rename-before-record@2"],
    },
  }),
  "skip-if-exists": twin({ producer: { LATE: "skip" } }, {
    summary: "a day that was sent is never opened again: its late rows stay behind",
    breaks: noLoss,
    imitates: "push",
    shownAt: "query.ts#take",
    worstCase: lateCommit,
  }),
  "number-ids": twin({ loader: { DEDUP: "number", TOTALS: "none" } }, {
    summary: "reads row ids above 2^53 as doubles: two neighbors become equal, and one is dropped",
    breaks: noLoss,
    imitates: "push",
    shownAt: "grant_rows.ts#byNumber",
    insteadOf: "grant_rows.ts#byRow",
    worstCase: { choices: ordinary },
  }),
  "load-twice": twin({ loader: { ...trusting, KNOWN: "nothing" } }, {
    summary:
      "moves the file after the commit and remembers nothing: a crash in between loads it twice",
    breaks: noDuplicate,
    imitates: "push",
    shownAt: "loader.ts#never",
    insteadOf: "loader.ts#byFile",
    worstCase: { crash: ["loader:after-commit-before-move@1"] },
  }),
  "blind-retry": twin({ producer: { RETRY: "new-attempt" }, loader: trusting }, {
    summary: "does not look whether the file arrived before the crash, and sends it again",
    breaks: noDuplicate,
    imitates: "push",
    shownAt: "query.ts#renumber",
    insteadOf: "transfers/sftp.ts#place",
    worstCase: { crash: ["producer:after-rename-before-record@1"] },
  }),
  "double-schedule": twin({ producer: { ROWS: "picked", GUARD: "none" }, loader: trusting }, {
    summary: "the schedule fires in two producers, and nothing says that a day is taken",
    breaks: noDuplicate,
    imitates: "push",
    shownAt: "picked.ts#pick",
    insteadOf: "query.ts#take",
    worstCase: { choices: ordinary },
    instances: { producer: 2 },
  }),
  "closed-window": twin({ producer: { ROWS: "picked", WINDOW: "closed" }, loader: trusting }, {
    summary: "both ends belong to the window: a row at midnight is in two days",
    breaks: noDuplicate,
    imitates: "push",
    shownAt: "windows.ts#closed",
    insteadOf: "query.ts#take",
    worstCase: { choices: ordinary },
  }),
  "ms-watermark": twin({ producer: { ROWS: "picked", WINDOW: "ms-watermark" }, loader: trusting }, {
    summary: "keeps the last row's time in milliseconds: that row comes again each night",
    breaks: noDuplicate,
    imitates: "push",
    shownAt: "windows.ts#millisecondWatermark",
    insteadOf: "query.ts#take",
    worstCase: { choices: ordinary },
  }),
  "split-on-newline": twin({ loader: { SPLIT: "lines", TOTALS: "none" } }, {
    summary: "takes each line for a row, and a missing cell for 0",
    breaks: noCorruption,
    imitates: "push",
    shownAt: "formats/by_lines.ts#byLines",
    insteadOf: "formats/csv.ts#csv",
    choices: { format: ["csv"] },
    worstCase: { choices: ordinary },
  }),
};
