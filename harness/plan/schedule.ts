/** When each fault of a run begins and how long it lasts. Pure: a function of seed and request. */
import type { Episode, PassEpisode, TimedEpisode } from "../faults/episode.ts";
import type { FaultSpec } from "../faults/fault_spec.ts";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface ScheduleRequest {
  /** Integer from 0. */
  readonly seed: number;
  /** In the order of the command line. `lastsMs` is the fault's usual length; 0 means an instant. */
  readonly faults: readonly ScheduledFault[];
  /** How long the load lasts. */
  readonly durationMs: number;
  /** When the first episode of every fault begins; drawn where it is missing. A fault at a pass ignores it. */
  readonly atMs?: number;
  /** How long every episode lasts; drawn where it is missing. */
  readonly forMs?: number;
  /** How many episodes every fault has; must be 1 where a fault begins at a pass. @default 1 */
  readonly times?: number;
  /** A drawn duration is `lastsMs` times a number between these. @default 0.7 and 1.3 */
  readonly spread?: readonly [number, number];
}

export interface ScheduledFault extends FaultSpec {
  readonly lastsMs: number;
}

/** A drawn begin lies between these shares of the duration: there is enough load before it and after it. */
const earliest = 0.15;
const latest = 0.6;
const usualSpread = [0.7, 1.3] as const;
/** The pause between two episodes of one fault, so that the end of the first can be seen. */
const restMs = 100;

/**
 * Episodes sorted by begin. Episodes that begin at a pass are last, in the order of the request;
 * their length is drawn, their begin is not. The begins of a fault are spread over the window, one
 * in each slot. Episodes that do not fit into their slots follow one another, and may begin after
 * the window.
 *
 * @throws RangeError naming the invalid number
 */
export function schedule(request: ScheduleRequest): Episode[] {
  check(request);
  const planned = request.faults.flatMap((fault, place) => episodesOf(request, fault, place));
  // The sort is stable: episodes with the same begin keep the order of the request.
  const [timed, atPass] = [planned.filter(isTimed), planned.filter((one) => !isTimed(one))];
  timed.sort((a, b) => a.beginMs - b.beginMs);
  return [...timed, ...atPass].map((episode, i) => ({ id: `f${i + 1}`, ...episode }));
}

type Unnumbered = Omit<TimedEpisode, "id"> | Omit<PassEpisode, "id">;

const isTimed = (episode: Unnumbered): episode is Omit<TimedEpisode, "id"> =>
  episode.pass === undefined;

function episodesOf(
  request: ScheduleRequest,
  fault: ScheduledFault,
  place: number,
): Unnumbered[] {
  const { durationMs, times = 1, spread = usualSpread } = request;
  const random = xoroshiro128plus(seedOf(request.seed, place));
  const draw = (from: number, to: number) => from + uniformFloat64(random) * (to - from);
  const fromMs = request.atMs ?? durationMs * earliest;
  const untilMs = Math.max(fromMs, durationMs * latest);
  const slotMs = (untilMs - fromMs) / times;
  const { name, aim, pass } = fault;
  const what = { name, ...(aim !== undefined && { aim }) };
  const episodes: Unnumbered[] = [];
  let freeMs = 0;
  for (let i = 0; i < times; i++) {
    // Begin and length are both drawn, even where one is given, so that the other stays the same.
    const drawnMs = draw(fromMs + i * slotMs, fromMs + (i + 1) * slotMs);
    const lastsMs = fault.lastsMs * draw(...spread);
    const forMs = Math.round(request.forMs ?? lastsMs);
    if (pass !== undefined) return [{ ...what, pass, forMs }];
    const wantedMs = i === 0 && request.atMs !== undefined ? request.atMs : drawnMs;
    const beginMs = Math.max(Math.round(wantedMs), freeMs);
    episodes.push({ ...what, beginMs, forMs });
    freeMs = beginMs + forMs + restMs;
  }
  return episodes;
}

/** Each place on the command line has its own random stream, so the same fault may be there twice. */
function seedOf(seed: number, place: number): number {
  const low = Math.imul((seed | 0) ^ Math.imul(place + 1, 0x9e3779b9), 0x85ebca6b);
  return (low ^ (low >>> 15) ^ Math.floor(seed / 2 ** 32)) | 0;
}

function check({ seed, faults, durationMs, atMs, forMs, times }: ScheduleRequest): void {
  const must = (holds: boolean, name: string, rule: string, value: unknown) => {
    if (holds) return;
    throw new RangeError(
      `Cannot schedule: '${name}' must be ${rule}, but it is ${value}`,
    );
  };
  const fromZero = (value: number) => Number.isFinite(value) && value >= 0;
  must(Number.isSafeInteger(seed) && seed >= 0, "seed", "an integer from 0", seed);
  must(Number.isFinite(durationMs) && durationMs > 0, "durationMs", "above 0", durationMs);
  must(fromZero(atMs ?? 0), "atMs", "from 0", atMs);
  must(fromZero(forMs ?? 0), "forMs", "from 0", forMs);
  must(Number.isInteger(times ?? 1) && (times ?? 1) >= 1, "times", "an integer from 1", times);
  const isOnce = (times ?? 1) === 1 || faults.every(({ pass }) => pass === undefined);
  must(isOnce, "times", "1 where a fault begins at a pass", times);
  for (const { name, lastsMs } of faults) {
    must(fromZero(lastsMs), `lastsMs of ${name}`, "from 0", lastsMs);
  }
}
