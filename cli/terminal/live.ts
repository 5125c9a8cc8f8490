/** The progress of a run: one redrawn line on a terminal, else one line per phase. */
import { styleText } from "node:util";
import type { HistoryEvent } from "../../harness/history/event.ts";
import { haltCode } from "../../harness/errors.ts";
import { printable } from "../../harness/report/story_text.ts";
import type { LiveState } from "../../harness/run/run_options.ts";

export interface Live extends Disposable {
  say(line: string): void;
  show(state: Readonly<LiveState>): void;
  event(event: HistoryEvent): void;
  close(): void;
}

export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Lines go to standard error, so that standard output holds only the result. */
export function openLive(screen: Screen): Live {
  const tty = screen.isTTY === true;
  const startMs = performance.now();
  let status = "";
  let phase = "";
  const clear = () => status !== "" && screen.write("\r\x1b[2K");
  const draw = () => status !== "" && screen.write(status);
  const say = (line: string) => {
    if (tty) clear();
    screen.write(`${line}\n`);
    if (tty) draw();
  };
  const seconds = () => ((performance.now() - startMs) / 1_000).toFixed(1).padStart(5);
  const close = () => {
    if (tty && status !== "") screen.write("\r\x1b[2K\n");
    status = "";
  };
  return {
    say,
    close,
    show(state) {
      if (tty) {
        clear();
        status = statusLine(state, seconds()).slice(0, (screen.columns ?? 80) - 1);
        draw();
      } else if (state.phase !== phase) say(`${seconds()} s  ${state.phase}`);
      phase = state.phase;
    },
    event(event) {
      const text = eventLine(event);
      if (text !== null) say(`${seconds()} s  ${tty ? paint(event, text) : text}`);
    },
    [Symbol.dispose]: close,
  };
}

export function statusLine(
  { phase, load, progress, faultsOn }: Readonly<LiveState>,
  seconds: string,
): string {
  const parts = [`${seconds} s  ${phase.padEnd(9)}`];
  if (load !== null) parts.push(`planned ${load.planned}`);
  if (progress !== null) {
    const { committed, sent, applied, backlog } = progress;
    parts.push(
      `committed ${committed}`,
      `sent ${sent}`,
      `applied ${applied}`,
      `backlog ${backlog}`,
    );
  }
  if (faultsOn.length > 0) parts.push(`! ${faultsOn.join(" ")}`);
  return parts.join("  ");
}

/** The line for a fault, a halt or an unexpected exit; null for starts and for the exit of a halt. */
export function eventLine(event: HistoryEvent): string | null {
  if (event.kind === "fault" && event.phase === "begin") return `> ${event.name} ${event.target}`;
  if (event.kind === "fault" && event.phase === "end") {
    return `< ${event.name} ${event.target}: ${
      event.touched === 0 ? "touched nothing" : `touched ${event.touched}`
    }`;
  }
  if (
    event.kind === "process" && event.phase === "exit" && event.code !== 0 &&
    event.code !== haltCode && event.signal !== "SIGKILL" && event.signal !== "SIGTERM"
  ) {
    const how = event.signal ?? `exit code ${event.code}`;
    if (event.why === undefined) return `! ${event.role} ended (${how})`;
    const reason = event.why === "" ? "" : `: ${printable(event.why)}`;
    return `! ${event.role} ended (${how}${reason}), and is started again`;
  }
  if (event.kind === "halted") {
    return `! ${event.role} halted: ${printable(event.why)}; it is not started again`;
  }
  return null;
}

const paint = (event: HistoryEvent, text: string): string =>
  event.kind === "fault" && event.phase === "end" && event.touched > 0
    ? styleText("green", text)
    : styleText("yellow", text);
