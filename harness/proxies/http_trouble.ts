/**
 * Decides which requests a trouble strikes, and counts them. Every draw depends only on the seed and
 * the order of requests.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Trouble } from "../contract/lab.ts";

/** The request as a trouble sees it. */
export interface RequestTraits {
  /** The string `user` of a JSON body. */
  readonly user: string | null;
  /** The number `op` of a JSON body: an integer from 0. */
  readonly op: number | null;
  /** An earlier request of this operation was passed on, so the operation may be done already. */
  readonly again: boolean;
}

/** The body of an error answer (RFC 9457). */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** What a trouble does to a request. */
export type Treatment =
  /** The service never sees the request. */
  | { readonly do: "answer"; readonly problem: Problem }
  | { readonly do: "delay"; readonly delayMs: number }
  | { readonly do: "withhold" };

/** The longest time that `setTimeout` accepts. */
const longestMs = 2 ** 31 - 1;

/** An active trouble of an HTTP proxy. */
export class ActiveTrouble {
  touched = 0;
  ended = false;
  /** Functions that reset the callers whose answers are withheld. */
  readonly withheld = new Set<() => void>();
  readonly #ops = new Set<number>();
  readonly #draw: () => number;
  readonly #salt: number;
  #firstUser: string | null = null;

  constructor(readonly trouble: Trouble, seed: number) {
    const random = xoroshiro128plus(scatter(seed));
    this.#draw = () => uniformFloat64(random);
    this.#salt = Math.floor(this.#draw() * 2 ** 32);
  }

  /** Decides what happens to a request; null where nothing happens. */
  take(traits: RequestTraits): Treatment | null {
    const { trouble } = this;
    switch (trouble.kind) {
      case "slow":
        return { do: "delay", delayMs: this.#delayMs(trouble.medianMs, trouble.sigma) };
      case "error":
        return this.#draw() < trouble.share ? { do: "answer", problem: outOfOrder } : null;
      case "refuse":
        // An honest service answers a repetition as it answered before.
        return !traits.again && this.#isRefused(traits.user, trouble.share)
          ? { do: "answer", problem: blocked }
          : null;
      case "withhold":
        return this.#draw() < trouble.share ? { do: "withhold" } : null;
    }
  }

  touch({ op }: Pick<RequestTraits, "op">): void {
    this.touched++;
    if (op !== null) this.#ops.add(op);
  }

  /** Ends the trouble and resets all callers with a withheld answer. Returns the touched requests. */
  end(): { touched: number; ops: number[] } {
    this.ended = true;
    for (const reset of this.withheld) reset();
    return { touched: this.touched, ops: [...this.#ops] };
  }

  /** Log-normal, by Box and Muller. */
  #delayMs(medianMs: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#draw()));
    const normal = radius * Math.cos(2 * Math.PI * this.#draw());
    return Math.min(medianMs * Math.exp(sigma * normal), longestMs);
  }

  #isRefused(user: string | null, share: number): boolean {
    if (user === null) return false;
    this.#firstUser ??= user;
    return user === this.#firstUser || hash(user, this.#salt) / 2 ** 32 < share;
  }
}

const outOfOrder: Problem = {
  title: "Service unavailable",
  status: 503,
  detail: "The HTTP proxy sends this while the fault lasts; the service has not seen the request.",
};
const blocked: Problem = {
  title: "User blocked",
  status: 403,
  detail: "This user is refused for good; the service has not seen the request.",
};

/** Reads the fields that troubles need from a body; both null where it is not a JSON object. */
export function traitsOf(body: Uint8Array): Pick<RequestTraits, "user" | "op"> {
  const value = jsonOf(body);
  if (typeof value !== "object" || value === null) return { user: null, op: null };
  const { user, op } = value as { user?: unknown; op?: unknown };
  return {
    user: typeof user === "string" ? user : null,
    op: Number.isSafeInteger(op) && (op as number) >= 0 ? op as number : null,
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

/** The seed of the trouble with this number. */
export function seedOf(seed: number, number: number): number {
  return scatter(scatter(seed) ^ number);
}

/** 0 to below 2^32: FNV-1a that starts with the salt. At the end, `scatter` sets similar texts apart. */
function hash(text: string, salt: number): number {
  let h = salt ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scatter(h) >>> 0;
}

/** MurmurHash3's finalizer. */
function scatter(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
