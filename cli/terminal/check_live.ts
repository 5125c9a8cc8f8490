/** The progress of a check: one redrawn line on a terminal, else one line per case. */
import { many } from "../../harness/report/words/amounts.ts";
import { type Case, type CaseResult, standingOf } from "../../harness/matrix/result.ts";
import type { Screen } from "./live.ts";

export interface CheckLive extends Disposable {
  say(line: string): void;
  begin(place: number, one: Case): void;
  end(place: number, result: CaseResult): void;
}

export interface CheckSize {
  readonly planned: number;
  /** The number of cases that an earlier check finished. */
  readonly done: number;
  readonly lanes: number;
}

/** Lines go to standard error, so that standard output holds only the result. */
export function openCheckLive(screen: Screen, size: CheckSize): CheckLive {
  const tty = screen.isTTY === true;
  const state = new CheckState(size);
  const clear = () => tty && screen.write("\r\x1b[2K");
  const draw = () =>
    tty && screen.write(state.line(performance.now()).slice(0, (screen.columns ?? 80) - 1));
  const say = (line: string) => {
    clear();
    screen.write(`${line}\n`);
    draw();
  };
  const timer = tty
    ? setInterval(() => {
      clear();
      draw();
    }, 500)
    : 0;
  return {
    say,
    begin(place, one) {
      state.begin(place, one, performance.now());
    },
    end(place, result) {
      state.end(place, result);
      const isRight = ["right", "tried"].includes(standingOf(result));
      // On a terminal the redrawn line counts the right cases.
      if (!tty || !isRight) say(caseLine(result, state.counted));
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      clear();
    },
  };
}

const words = { right: "right", wrong: "WRONG", unknown: "undecided", tried: "tried" };

/** `12/80  right  outbox/status kafka kill-broker  3.1 s`. */
export function caseLine(result: CaseResult, counted: string): string {
  const { why, run, excepts = [] } = result;
  const standing = standingOf(result);
  const reason = standing === "tried"
    ? ` for ${excepts.join(", ")}`
    : standing === "right"
    ? ""
    : `: ${why} (run ${run})`;
  return `${counted}  ${words[standing].padEnd(9)}  ${titleOf(result)}  ${
    seconds(result.wallMs)
  }${reason}`;
}

export class CheckState {
  readonly #size: CheckSize;
  readonly #underWay = new Map<number, { readonly title: string; readonly sinceMs: number }>();
  readonly #counts = { right: 0, wrong: 0, unknown: 0, tried: 0 };
  #done = 0;
  #firstMs: number | null = null;
  #slowest: CaseResult | null = null;

  constructor(size: CheckSize) {
    this.#size = size;
  }

  /** The number of finished cases and of all cases: ` 3/12`. */
  get counted(): string {
    const { planned, done } = this.#size;
    return `${String(done + this.#done).padStart(String(planned).length)}/${planned}`;
  }

  begin(place: number, one: Case, nowMs: number): void {
    this.#firstMs ??= nowMs;
    this.#underWay.set(place, { title: titleOf(one), sinceMs: nowMs });
  }

  end(place: number, result: CaseResult): void {
    this.#underWay.delete(place);
    this.#counts[standingOf(result)]++;
    this.#done++;
    if (result.wallMs > (this.#slowest?.wallMs ?? 0)) this.#slowest = result;
  }

  /** Finished cases, lanes, time left, the case that runs longest, and the slowest finished case. */
  line(nowMs: number): string {
    const { wrong, unknown } = this.#counts;
    const oldest = [...this.#underWay.values()].sort((a, b) => a.sinceMs - b.sinceMs)[0];
    return [
      this.counted,
      many(this.#size.lanes, "lane"),
      this.#left(nowMs),
      ...(wrong > 0 ? [`${wrong} WRONG`] : []),
      ...(unknown > 0 ? [`${unknown} undecided`] : []),
      ...(oldest === undefined ? [] : [`now ${oldest.title}`]),
      ...(this.#slowest === null
        ? []
        : [`slowest ${titleOf(this.#slowest)} ${seconds(this.#slowest.wallMs)}`]),
    ].join("  ");
  }

  /** Estimates the time left from the pace so far; needs at least three finished cases. */
  #left(nowMs: number): string {
    const left = this.#size.planned - this.#size.done - this.#done;
    if (this.#firstMs === null || this.#done < 3) return `${left} left`;
    const leftMs = ((nowMs - this.#firstMs) / this.#done) * left;
    return leftMs >= 90_000
      ? `${Math.ceil(leftMs / 60_000)} min left`
      : `${Math.ceil(leftMs / 1_000)} s left`;
  }
}

const titleOf = ({ lab, variant, broker, chaos }: Case): string =>
  [`${lab}/${variant}`, ...(broker === null ? [] : [broker]), chaos].join(" ");

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
