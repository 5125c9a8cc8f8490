/** The words of `--crash`, `--fail` and `--hold`. */
import { wrongUsage } from "../errors.ts";

/** A named line of a role, of one of its processes where `instance` is given (`relay#2:after-mark`). */
export interface PointRef {
  readonly role: string;
  readonly instance: number | null;
  readonly point: string;
}

export interface PointSpec {
  readonly action: "crash" | "fail" | "hold";
  readonly at: PointRef;
  /** The pass at which it strikes, counted over the run from 1. */
  readonly nth: number;
  /** Only passes while this fault is on are counted. */
  readonly during: string | null;
  /** For `hold`: what releases it. `nth` null: the next pass, further on in the stream than the one held. */
  readonly until: { readonly at: PointRef; readonly nth: number | null } | null;
  /** For `hold`: how long at most. */
  readonly forMs: number;
  /** As it was typed. */
  readonly text: string;
}

const holdLimitMs = 3_000;
const reference = /^([a-z][a-z0-9-]*)(?:#(\d+))?:([a-z][a-z0-9-]*)(?:@(\d+))?(?:=(\d+)(ms|s))?$/;
const shapes = {
  crash: "--crash ROLE:POINT[@N] [during FAULT], like --crash relay:after-mark@3",
  fail: "--fail ROLE:POINT[@N] [during FAULT], like --fail relay:before-send@1",
  hold: "--hold ROLE:POINT[@N][=LIMIT] until ROLE:POINT[@M], or --hold ROLE:POINT[@N]=500ms",
};

/** Reads one or several specs: the words may come as one argument or as many. Throws wrong usage. */
export function parsePoints(action: PointSpec["action"], words: readonly string[]): PointSpec[] {
  const tokens = words.flatMap((word) => word.split(/\s+/)).filter(Boolean);
  const specs: PointSpec[] = [];
  for (let i = 0; i < tokens.length;) {
    const start = i;
    const head = parseReference(action, tokens[i++]);
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
    const { at, nth, forMs } = head;
    specs.push({ action, at, nth: nth ?? 1, during, until, forMs: forMs ?? holdLimitMs, text });
  }
  return specs;
}

function releaseOf(action: PointSpec["action"], word: string): PointSpec["until"] {
  const { at, nth, forMs } = parseReference(action, word);
  if (forMs !== null) throw wrong(action, word);
  return { at, nth };
}

function parseReference(
  action: PointSpec["action"],
  word: string,
): { at: PointRef; nth: number | null; forMs: number | null } {
  const match = reference.exec(word);
  if (match === null) throw wrong(action, word);
  const [, role, instance, point, nth, amount, unit] = match;
  if (nth === "0" || instance === "0") throw wrong(action, word);
  return {
    at: { role, instance: instance === undefined ? null : Number(instance), point },
    nth: nth === undefined ? null : Number(nth),
    forMs: amount === undefined ? null : Number(amount) * (unit === "s" ? 1_000 : 1),
  };
}

const wrong = (action: PointSpec["action"], word: string) =>
  wrongUsage(`--${action} cannot be '${word}'; it must be ${shapes[action]}.`);

/** Every point that a spec names. */
export const pointsOf = (spec: PointSpec): PointRef[] =>
  spec.until === null ? [spec.at] : [spec.at, spec.until.at];

/** True where a pass of this process is one of `ref`. Process ids are `relay` and `relay#2`. */
export function isPass(ref: PointRef, processId: string, point: string): boolean {
  const [role, instance = "1"] = processId.split("#");
  return ref.role === role && ref.point === point &&
    (ref.instance === null || ref.instance === Number(instance));
}
