/** Words for why a machine was too slow. They end a clause. */
import type { Slowness } from "../../check/slowness.ts";
import { duration } from "./amounts.ts";

export const slowly = (slowness: Slowness): string =>
  slowness.code === "load-late" ? loadLate(slowness.p99Ms) : slowBefore(slowness.medianMs);

export const loadLate = (p99Ms: number) => `the load itself was late: p99 ${duration(p99Ms)}`;

export const slowBefore = (medianMs: number) =>
  `the median wait was ${duration(medianMs)} even before the first fault`;
