import type { PhaseName } from "../../phase_names.ts";
import { columns } from "../said.ts";

const names: Readonly<Record<PhaseName, string>> = {
  provision: "provision",
  prepare: "prepare",
  start: "start",
  drive: "drive",
  drain: "drain",
  audit: "audit",
  judge: "judge",
  clean: "clean",
};

export const phases = {
  title: "Phases of the run",
  caption: "How long each took",
  head: columns("phase", "took"),
  names,
  together: "together",
};
