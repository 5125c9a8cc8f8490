/** The phases of a run, in their order. */

export const phaseNames = [
  "provision",
  "prepare",
  "start",
  "drive",
  "drain",
  "audit",
  "judge",
  "clean",
] as const;
export type PhaseName = (typeof phaseNames)[number];
