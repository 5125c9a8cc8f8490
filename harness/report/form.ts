/** The contract of a form of the report: a pure function of one value. */
import type { Curves } from "../history/curves.ts";
import type { PackedHistory } from "../history/pack.ts";
import type { Explanation } from "./explain/clause.ts";
import type { Result } from "./result.ts";
import type { Stories } from "./story_text.ts";
import type { Language } from "./words/languages.ts";

/** A run, or an analysis, as data: everything that a form shows. */
export interface Report {
  readonly result: Result;
  /** Events of `storySubjects(result)`: one story for each broken promise. */
  readonly stories: Stories;
  /** Of the first operation that breaks a promise; null where there is none, or none is wanted. */
  readonly explanation: Explanation | null;
  /** For a page that can be judged again; null where none is wanted. */
  readonly history: PackedHistory | null;
  /** Null where no charts are wanted. */
  readonly curves: Curves | null;
  /** Null for a history that no run of asynclab made. */
  readonly plan: ShownPlan | null;
  /** The command that repeats the run; null where there is none. */
  readonly repeat: string | null;
}

/** The part of a plan that a form shows. */
export interface ShownPlan {
  readonly workload: {
    readonly rate: number;
    readonly messages: number;
    readonly users: number;
    /** 0 to 1. */
    readonly rollbackShare: number;
    readonly inFlightLimit: number;
    readonly timeoutMs: number;
  };
  readonly episodes: readonly {
    readonly name: string;
    readonly aim?: string;
    /** Milliseconds since the load's start; missing where the episode begins at a failpoint. */
    readonly beginMs?: number;
    readonly pass?: { readonly text: string };
    readonly forMs: number;
  }[];
  readonly points: readonly { readonly action: string; readonly text: string }[];
  readonly commands: Readonly<Record<string, string>>;
}

/** Makes a report of a result, its stories and its explanation only: without curves, plan and command. */
export const reportOf = (
  result: Result,
  stories: Stories = new Map(),
  explanation: Explanation | null = null,
): Report => (
  { result, stories, explanation, history: null, curves: null, plan: null, repeat: null }
);

export interface Look {
  /** Whether the text has colours for a terminal. @default false */
  readonly color?: boolean;
  /** Whether a form for programs (JSON) is printed on one line. @default false */
  readonly isCompact?: boolean;
  /** Whether a text for the terminal leaves out the table of business days. @default false */
  readonly isBrief?: boolean;
  /** The language of a page; every other form is in English. @default "en" */
  readonly language?: Language;
}

export interface ReportForm {
  readonly name: string;
  /** Its file in the folder of a run; null where the form is only printed. */
  readonly file: string | null;
  /** Returns lines; the last one ends with a line feed too. */
  readonly render: (report: Report, look?: Look) => string;
  /** Appended to the file that `GITHUB_STEP_SUMMARY` names. */
  readonly summary?: (report: Report) => string;
}
