/** More of `phrase_cases.ts`: faults, and what only their ends say. */
import {
  commit,
  drained,
  effect,
  type Event,
  fault,
  happy,
  invoke,
  meta,
  ok,
  sound,
} from "./hand_written.ts";

interface Case {
  readonly events: Event[];
  readonly figures: Readonly<Record<string, unknown>>;
}

const still = [{ role: "relay", kinds: ["effect"], fromMs: 6, toMs: 900 }];

export const faultCases: Readonly<Record<string, Case>> = {
  // known-server
  "no-impostor": { events: sound, figures: {} },
  "impostor-perhaps": {
    events: [...sound, fault("f", 5, 30)[0]],
    figures: { fault: "kill-relay" },
  },
  "impostor-refused": {
    events: [...sound, ...fault("f", 5, 30, { misled: 0 })],
    figures: { connections: 1 },
  },
  "impostor-believed": {
    events: [...sound, ...fault("f", 5, 30, { touched: 3, misled: 2 })],
    figures: { count: 2, connections: 3 },
  },
  // whether a fault proves something
  "said-ineffective": {
    events: [...sound, ...fault("f", 5, 30, { ineffective: "it slept" })],
    figures: { why: "it slept" },
  },
  "pass-never-came": {
    events: [...sound, ...fault("f", 5, 30, { ineffective: "it was passed once", passes: 1 })],
    figures: { why: "it was passed once", passes: 1 },
  },
  "touched-nothing": {
    events: [...sound, ...fault("f", 80, 90, { touched: 0 })],
    figures: { afterLoadMs: 60 },
  },
  "no-begin": { events: [...sound, fault("f", 5, 30)[1]], figures: {} },
  "no-end": { events: [...sound, { ...fault("f", 5, 30)[0], touched: 1 }], figures: {} },
  "touched-unknown": {
    events: [...sound, ...fault("f", 5, 30, { touched: undefined })],
    figures: {},
  },
  "nothing-under-way": {
    events: [...sound, ...fault("f", 500, 600)],
    figures: { afterLoadMs: 480 },
  },
  "nothing-held-up": {
    events: [...sound, ...fault("f", 6, 2_000, { still: [{ ...still[0], toMs: 2_000 }] })],
    figures: { graceMs: 500, afterLoadMs: null },
  },
  "moved-nevertheless": {
    events: [
      ...[meta, ...happy(0), invoke(1), commit(1), ok(1), { ...effect(1), at: 700 }, drained],
      ...fault("f", 5, 900, { still }),
    ],
    figures: {
      role: "relay",
      fault: "kill-relay",
      movements: [
        { kind: "effect", target: null, count: 1, firstMs: 700, lastMs: 700, firstOp: 1 },
      ],
    },
  },
};
