/** Samples the usual monitors of an operator while a run goes on. */
import { boundedRetention } from "../check/bounded-retention.ts";
import type { HttpProxy, Lab, Progress, Style } from "../contract/lab.ts";
import type { RunPlan } from "../plan/plan.ts";
import { FailedRequests, oldestRequest } from "./request_monitors.ts";
import type { Recorder } from "./recorder.ts";

/** Ages above it alarm, in seconds. */
const ageLimitS = 30;

interface Watched {
  readonly style: Style;
  readonly recorder: Pick<Recorder, "record">;
  /** By the role that is called. */
  readonly httpProxies: Readonly<Record<string, HttpProxy>>;
}

/** Call `sample` once a second. A server that is away gives no sample: its own monitor alarms. */
export class Monitors {
  readonly #environment: Watched;
  readonly #lag: LagSeconds;
  readonly #slotLimitBytes: number | null;
  /** By the role that is called. */
  readonly #failed: ReadonlyMap<string, FailedRequests>;

  constructor(environment: Watched, lab: Lab, plan: RunPlan) {
    this.#environment = environment;
    const called = Object.keys(environment.httpProxies);
    this.#failed = new Map(called.map((role) => [role, new FailedRequests()]));
    const { promises, targets } = lab.variants[plan.variant];
    this.#lag = new LagSeconds((targets ?? lab.targets).length);
    const cap = promises.find(({ kind }) => kind === boundedRetention)?.limit;
    this.#slotLimitBytes = cap === undefined ? null : cap / 2;
  }

  async sample(progress: Progress | null): Promise<void> {
    const { style, recorder: { record } } = this.#environment;
    await this.#sampleRequests();
    const readings = await style.monitors?.().catch(() => []) ?? [];
    for (const { name, value } of readings) {
      const limit = name === "dead-letters" ? 0 : ageLimitS;
      record({ kind: "monitor", name, value: rounded(value), limit });
    }
    const seconds = progress === null ? null : this.#lag.of(progress, performance.now());
    if (seconds !== null) {
      record({ kind: "monitor", name: "consumer-lag", value: rounded(seconds), limit: ageLimitS });
    }
    const limit = this.#slotLimitBytes;
    if (limit === null) return;
    for (const { slot, bytes } of await style.retention?.().catch(() => []) ?? []) {
      record({ kind: "monitor", name: "slot", of: slot, value: bytes, limit });
    }
  }

  async #sampleRequests(): Promise<void> {
    const { httpProxies, recorder: { record } } = this.#environment;
    for (const [of, proxy] of Object.entries(httpProxies)) {
      const seen = await Promise.all([proxy.unanswered(), proxy.ended()]).catch(() => null);
      if (seen === null) continue;
      const [unanswered, ended] = seen;
      record({ ...oldestRequest(unanswered, ageLimitS), of });
      record({ ...this.#failed.get(of)!.sample(ended), of });
    }
  }
}

/**
 * Consumer lag in seconds: how long ago as many messages were sent as are handled now. Where several
 * targets share the count of unacknowledged messages, the slowest has at least its equal part, so the
 * lag is at least this long.
 */
export class LagSeconds {
  readonly #targets: number;
  /** Samples of the number of sent messages; both fields grow. */
  #sent: { readonly atMs: number; readonly count: number }[] = [];

  constructor(targets: number) {
    this.#targets = Math.max(1, targets);
  }

  /** Null where the style does not count the lag. */
  of({ sent, lag }: Pick<Progress, "sent" | "lag">, nowMs: number): number | null {
    if (lag === null) return null;
    if (this.#sent.at(-1)?.count !== sent) this.#sent.push({ atMs: nowMs, count: sent });
    const handled = sent - Math.ceil(lag / this.#targets);
    const first = this.#sent.findIndex(({ count }) => count > handled);
    if (first < 0) {
      this.#sent = this.#sent.slice(-1);
      return 0;
    }
    const { atMs } = this.#sent[first];
    this.#sent = this.#sent.slice(Math.max(0, first - 1));
    return (nowMs - atMs) / 1_000;
  }
}

const rounded = (value: number) => Math.round(Math.max(0, value) * 1_000) / 1_000;
