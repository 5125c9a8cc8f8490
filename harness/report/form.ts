/** The contract of a form of the report: a pure function of one value. */
import type { Curves } from "../history/curves.ts";
import type { Result } from "./result.ts";
import type { Stories } from "./story_text.ts";

/** A run, or an analysis, as data: everything that a form shows. */
export interface Report {
  readonly result: Result;
  /** Events of `exampleOps(result)`: one operation's own story for each broken promise. */
  readonly stories: Stories;
  /** Null where nobody wants charts. */
  readonly curves: Curves | null;
  /** Null where no run of ours stands behind the history. */
  readonly plan: ShownPlan | null;
  /** The command that repeats the run; null where there is none. */
  readonly repeat: string | null;
}

/** What a form shows of a plan. */
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
    /** Since the load's start, in milliseconds; missing where it begins at a failpoint. */
    readonly beginMs?: number;
    readonly pass?: { readonly text: string };
    readonly forMs: number;
  }[];
  readonly points: readonly { readonly action: string; readonly text: string }[];
  readonly commands: Readonly<Record<string, string>>;
}

/** The report of a result alone, and of the stories that it asks for. */
export const reportOf = (result: Result, stories: Stories = new Map()): Report => (
  { result, stories, curves: null, plan: null, repeat: null }
);

export interface Look {
  /** Whether a terminal shows it in colour. @default false */
  readonly color?: boolean;
  /** On one line, where the form is data. @default false */
  readonly isCompact?: boolean;
}

export interface ReportForm {
  readonly name: string;
  /** Its file in the folder of a run; null where it is only printed. */
  readonly file: string | null;
  /** Lines, the last one ended too. */
  readonly render: (report: Report, look?: Look) => string;
}
