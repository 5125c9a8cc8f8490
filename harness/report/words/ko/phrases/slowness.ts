/** Words for why a machine was too slow. They end a clause. */
import type { Slowness } from "../../../../check/slowness.ts";
import { duration } from "../../amounts.ts";

export const slowly = (slowness: Slowness): string =>
  slowness.code === "load-late" ? loadLate(slowness.p99Ms) : slowBefore(slowness.medianMs);

export const loadLate = (p99Ms: number) => `부하 자체가 늦었습니다(p99 ${duration(p99Ms)})`;

export const slowBefore = (medianMs: number) =>
  `첫 장애 전에도 대기 시간의 중앙값이 ${duration(medianMs)}였습니다`;
