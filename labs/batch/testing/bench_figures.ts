/** How benches measure and show. */

export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return (performance.now() - startMs) / 1_000;
};

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

export const thousands = (count: number): string => Math.round(count).toLocaleString("en");
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** The median, and all of them. */
export const shownRatios = (ratios: readonly number[]): string =>
  `${median(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(", ")})`;

/** Other work on the machine changes figures: the mean number of tasks that wanted to run. */
export const busy = (): string =>
  `load average ${Deno.loadavg()[0].toFixed(1)} on ${navigator.hardwareConcurrency} cores`;

type Contender = () => Promise<unknown>;

/** Seconds of each contender in each round; every other round goes in the opposite order. */
export async function rounds<Name extends string>(
  count: number,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const took = {} as Record<Name, number[]>;
  for (const name of names) took[name] = [];
  for (let round = 0; round < count; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      took[name].push(await seconds(contenders[name]));
    }
  }
  return took;
}

/** Above 1: ours is faster than the other. */
export const ratiosOf = (other: readonly number[], ours: readonly number[]): number[] =>
  ours.map((took, i) => other[i] / took);
