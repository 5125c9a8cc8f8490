/** Parses the words for a failpoint: in `--crash`, `--fail` and `--hold`, and after `at` in `--chaos`. */
import { wrongUsage } from "../errors.ts";

/** A named line of a role, or of only one of its processes if `instance` is given (`relay#2:after-mark`). */
export interface PointRef {
  readonly role: string;
  readonly instance: number | null;
  readonly point: string;
}

/** The n-th pass of the run, counted from 1, or the first pass that handles this operation. */
export type Which = { readonly nth: number } | { readonly op: number };

/** One pass of a failpoint. */
export interface Pass {
  readonly at: PointRef;
  readonly which: Which;
  /** The text as it was typed. */
  readonly text: string;
}

export interface PointSpec extends Pass {
  readonly action: "crash" | "fail" | "hold";
  /** Only passes during this fault count. */
  readonly during: string | null;
  /**
   * For `hold`: the pass that releases the held process. If `which` is null: the next pass whose
   * position in the stream is after that of the held pass.
   */
  readonly until: { readonly at: PointRef; readonly which: Which | null } | null;
  /** For `hold`: how long the process is held at most. */
  readonly forMs: number;
}

const holdLimitMs = 3_000;
const reference =
  /^([a-z][a-z0-9-]*)(?:#(\d+))?:([a-z][a-z0-9-]*)(?:@(?:(\d+)|op=(\d+)))?(?:=(\d+)(ms|s))?$/;
const shapes = {
  crash: "--crash ROLE:POINT[@N|@op=OP] [during FAULT], like --crash relay:after-mark@3",
  fail: "--fail ROLE:POINT[@N|@op=OP] [during FAULT], like --fail relay:before-send@1",
  hold: "--hold ROLE:POINT[@N|@op=OP][=LIMIT] until ROLE:POINT[@M|@op=OP], " +
    "or --hold ROLE:POINT[@N|@op=OP]=500ms",
};

/**
 * Reads one or more specs, from one argument or from several.
 *
 * @throws Refusal (64) with the right form
 */
export function parsePoints(action: PointSpec["action"], words: readonly string[]): PointSpec[] {
  const tokens = words.flatMap((word) => word.split(/\s+/)).filter(Boolean);
  const specs: PointSpec[] = [];
  for (let i = 0; i < tokens.length;) {
    const start = i;
    const head = mustRead(action, tokens[i++]);
    let until: PointSpec["until"] = null;
    let during: string | null = null;
    while (tokens[i] === "until" || tokens[i] === "during") {
      const word = tokens[i++];
      const value = tokens[i++] ?? "";
      if (word === "during") during = value;
      else until = releaseOf(action, value);
    }
    const text = tokens.slice(start, i).join(" ");
    if (action === "hold" && until === null && head.forMs === null) throw wrong(action, text);
    if (action !== "hold" && (until !== null || head.forMs !== null)) throw wrong(action, text);
    if (during === "") throw wrong(action, text);
    const { at, which, forMs } = head;
    const limitMs = forMs ?? holdLimitMs;
    specs.push({ action, at, which: which ?? first, during, until, forMs: limitMs, text });
  }
  return specs;
}

const first: Which = { nth: 1 };

/** Reads `relay:after-read@3`; null for any other form. */
export function parsePass(word: string): Pass | null {
  const read = readReference(word);
  if (read === null || read.forMs !== null) return null;
  return { at: read.at, which: read.which ?? first, text: word };
}

function releaseOf(action: PointSpec["action"], word: string): PointSpec["until"] {
  const { at, which, forMs } = mustRead(action, word);
  if (forMs !== null) throw wrong(action, word);
  return { at, which };
}

interface Reference {
  readonly at: PointRef;
  readonly which: Which | null;
  readonly forMs: number | null;
}

function mustRead(action: PointSpec["action"], word: string): Reference {
  const read = readReference(word);
  if (read === null) throw wrong(action, word);
  return read;
}

function readReference(word: string): Reference | null {
  const match = reference.exec(word);
  if (match === null) return null;
  const [, role, instance, point, nth, op, amount, unit] = match;
  if (Number(nth) === 0 || Number(instance) === 0) return null;
  return {
    at: { role, instance: instance === undefined ? null : Number(instance), point },
    which: nth !== undefined ? { nth: Number(nth) } : op !== undefined ? { op: Number(op) } : null,
    forMs: amount === undefined ? null : Number(amount) * (unit === "s" ? 1_000 : 1),
  };
}

const wrong = (action: PointSpec["action"], word: string) =>
  wrongUsage(`--${action} cannot be '${word}'; it must be ${shapes[action]}`);

/** Every failpoint that a spec names. */
export const pointsOf = (spec: PointSpec): PointRef[] =>
  spec.until === null ? [spec.at] : [spec.at, spec.until.at];

/** True where this process passes the failpoint `ref`. Process ids are `relay` and `relay#2`. */
export function isPass(ref: PointRef, processId: string, point: string): boolean {
  const [role, instance = "1"] = processId.split("#");
  return ref.role === role && ref.point === point &&
    (ref.instance === null || ref.instance === Number(instance));
}

/** `relay#2:after-mark`. */
export const nameOfPoint = ({ role, instance, point }: PointRef): string =>
  `${role}${instance === null ? "" : `#${instance}`}:${point}`;
