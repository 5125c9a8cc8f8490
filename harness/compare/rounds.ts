/** Runs the rounds of a comparison: one run after the other, the styles alternating. */
import { join } from "node:path";
import { readHistory } from "../history/read.ts";
import { openCheckServers } from "../matrix/servers.ts";
import type { RunPlan } from "../plan/plan.ts";
import { type BusinessHours, businessHours, businessTimes } from "./business_hours.ts";
import { chainMs, chainRate, rowsPerSecond, worksByDates } from "./chain.ts";
import type { Contender } from "./contender.ts";
import { type Ended, runOnce, type RunOnceOptions, type Servers } from "./run_once.ts";
import { findKnee, type Knee, limitOf, probeMs } from "./knee.ts";

export interface RoundsOptions extends RunOnceOptions {
  /** The comparison's id, which is in the names of its servers. */
  readonly comparison: string;
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly seed: number;
  /** Whether the throughput is measured too. */
  readonly wantsThroughput: boolean;
  /**
   * Plans one run of a contender with this seed and a new id; with `load`, at that rate, for that
   * long.
   *
   * @throws Refusal (64) for an invalid plan
   */
  readonly plan: (one: Contender, seed: number, load?: ProbeLoad) => RunPlan;
  /** The folder of the run with this id. */
  readonly folderOf: (run: string) => string;
  /** Folder for the logs of the servers. */
  readonly logsDir: string;
  readonly onRound: (one: Contender, round: Round) => void;
}

export interface ProbeLoad {
  readonly rate: number;
  readonly durationMs: number;
}

/** One run of one style. */
export interface Round extends Ended {
  /** The style works by business dates. */
  readonly byDates: boolean;
  /** See `Measured.throughput`. */
  readonly throughput: number | null;
  /** See `Measured.businessHours`. */
  readonly businessHours: BusinessHours | null;
  /** The search for the knee; null where the throughput is not one. */
  readonly knee: Knee | null;
}

/**
 * All styles get the same seeds. Each round begins with the next style, so that none always runs
 * first.
 *
 * @returns the rounds of each contender; none for one that the disturbance cannot hit
 * @throws Refusal (69) where servers are not available; the reason of an aborted `signal`
 */
export async function runRounds(options: RoundsOptions): Promise<Map<Contender, Round[]>> {
  const { comparison, contenders, rounds, seed, signal } = options;
  const playing = contenders.filter(({ notApplicable }) => notApplicable === null);
  const used = playing.map(({ lab, variant }) => ({ lab, variant }));
  await using servers = await openCheckServers({ ...options, check: comparison, used, cases: 1 });
  const all = new Map(contenders.map((one): [Contender, Round[]] => [one, []]));
  const lane: Lane = { options, servers, provideServers: servers.lane() };
  for (let round = 0; round < rounds; round++) {
    const first = round % playing.length;
    for (const one of [...playing.slice(first), ...playing.slice(0, first)]) {
      signal.throwIfAborted();
      const before = all.get(one)!;
      const lastKnee = before.findLast(({ throughput }) => throughput !== null)?.throughput ?? null;
      const played = await playRound(lane, one, seed + round, lastKnee);
      before.push(played);
      options.onRound(one, played);
    }
  }
  return all;
}

interface Lane extends Servers {
  readonly options: RoundsOptions;
}

async function playRound(
  lane: Lane,
  one: Contender,
  seed: number,
  lastKnee: number | null,
): Promise<Round> {
  const { options } = lane;
  const ended = await runOnce(options, lane, one.lab, options.plan(one, seed));
  const facts = ended.result === null ? null : await factsOf(lane, ended.run);
  const byDates = facts !== null && worksByDates(facts);
  const hours = byDates
    ? businessHours(facts, await businessTimes(historyOf(lane, ended.run), facts))
    : null;
  const nothing = { ...ended, byDates, businessHours: hours, throughput: null, knee: null };
  if (!options.wantsThroughput || facts === null) return nothing;
  // `asynclab report RUN --format html` makes the page of such a run.
  const quick = { ...options, wantsReport: () => false };
  if (byDates) {
    const load = { rate: chainRate, durationMs: chainMs };
    const filled = await runOnce(quick, lane, one.lab, options.plan(one, seed, load));
    const throughput = filled.result && rowsPerSecond(await factsOf(lane, filled.run));
    return { ...nothing, throughput };
  }
  const knee = await findKnee(lastKnee, async (rate) => {
    const load = { rate, durationMs: probeMs };
    const { run, why } = await runOnce(quick, lane, one.lab, options.plan(one, seed, load));
    if (why !== null) return { rate, run, limit: { by: "failure", why } };
    return { rate, run, limit: limitOf(await factsOf(lane, run), rate) };
  });
  return { ...nothing, throughput: knee.rate, knee };
}

const historyOf = ({ options }: Lane, run: string) => join(options.folderOf(run), "history");

const factsOf = async (lane: Lane, run: string) => await readHistory(historyOf(lane, run));
