import type { MetaMark } from "../control_events.ts";
import { isListOfNames } from "../fields.ts";
import type { ControlKind } from "../kind.ts";
import { Unreadable } from "../slow_line.ts";

export interface Meta {
  at: number;
  kind: "meta";
  schema: 1;
  /** Which record says that an operation happened: a commit in the source, or the caller's `ok`. */
  truth: "commit" | "outcome";
  targets: string[];
  /** Names of the hazards that the run can see. @default nobody knows */
  hazards?: string[];
  /** Wall clock at `at` 0, in milliseconds since 1970. */
  epochMs: number;
}

export const meta: ControlKind = {
  name: "meta",
  writer: "harness",
  summary:
    "The run: which record says that an operation happened, and which targets it must reach.",
  fields: {
    schema: "1",
    truth:
      "commit: a commit in the source says that an operation happened; outcome: the ok of its caller does",
    targets: "the systems that every operation must reach",
    hazards: "names of the hazards that the run can see, whether or not they come",
    epochMs: "wall clock at `at` 0, in milliseconds since 1970",
  },
  optional: ["hazards"],
  fold(into, line) {
    if ((line.schema ?? 1) !== 1) throw new Unreadable("is a meta event: its schema must be 1");
    const truth = line.truth ?? null;
    if (truth !== null && truth !== "commit" && truth !== "outcome") {
      throw new Unreadable("is a meta event: its truth must be commit or outcome");
    }
    const targets = line.targets ?? null;
    if (targets !== null && !isListOfNames(targets)) {
      throw new Unreadable("is a meta event: its targets must be a list of names");
    }
    const hazards = line.hazards ?? null;
    if (hazards !== null && !isListOfNames(hazards)) {
      throw new Unreadable("is a meta event: its hazards must be a list of names");
    }
    const meta: MetaMark = {
      truth,
      targets: targets === null || targets.length === 0 ? null : [...new Set(targets)],
      hazards: hazards === null ? null : [...new Set(hazards)].sort(),
      epochMs: line.epochMs ?? null,
    };
    into.isOtherRun = into.meta !== null && JSON.stringify(into.meta) !== JSON.stringify(meta);
    into.meta ??= meta;
  },
};
