import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random numbers from 0 to below 1, the same for the same seed. */
export function drawer(seed: number): () => number {
  const random = xoroshiro128plus(seed | 0);
  return () => uniformFloat64(random);
}
