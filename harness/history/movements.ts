/**
 * A fault may name times at which no process of a role ran. This file finds work of the role at those
 * times: something else did that work. It reads the files once, and only if a fault names times.
 */
import type { FaultFact } from "./facts.ts";
import type { Movement } from "./movement.ts";
import type { Still } from "./still.ts";
import { isBelieved } from "./believed.ts";
import { LineReader } from "./line.ts";
import { eachLine } from "./lines.ts";
import { fill, type Line, numberIn, operationOf, parseLine, Unreadable } from "./slow_line.ts";
import type { Source } from "./source.ts";
import { kindNames } from "./kinds/mod.ts";
import { AT, BEGAN, OP, TARGET } from "./lexer.ts";

/** Work that had begun before the role stopped may still cause events for this long. */
export const graceMs = 500;

/** The events of one kind in one period in which a role did not run. */
interface Window {
  readonly still: Still;
  readonly kind: string;
  readonly fromMs: number;
  count: number;
  firstMs: number;
  lastMs: number;
  firstOp: number;
}

/** Returns the faults with `moved`: the events of a role in periods in which it did not run. */
export async function withMovements(
  faults: readonly FaultFact[],
  sources: readonly Source[],
): Promise<FaultFact[]> {
  const windows = faults.map((fault) => windowsOf(fault, faults));
  const open = windows.flat();
  if (open.length > 0) await watch(open, sources);
  return faults.map((fault, i) => ({ ...fault, moved: windows[i].flatMap(movementOf) }));
}

function windowsOf(fault: FaultFact, all: readonly FaultFact[]): Window[] {
  const others = all.filter((other) => other !== fault && other.still === null);
  return (fault.still ?? []).flatMap((still) => {
    const fromMs = quietFromMs(still, others) + graceMs;
    if (!(fromMs < still.toMs)) return [];
    const nothing = { fromMs, count: 0, firstMs: Infinity, lastMs: -Infinity, firstOp: NaN };
    return [...new Set(still.kinds)].map((kind) => ({ ...nothing, still, kind }));
  });
}

/**
 * The begin of the period, or the later end of another fault that overlaps it: a healed server or
 * link releases the work that it held back, even while the role does not run.
 */
function quietFromMs({ fromMs, toMs }: Still, others: readonly FaultFact[]): number {
  return others.reduce((latestMs, { beginMs, endMs }) => {
    const overlaps = (beginMs ?? endMs ?? -Infinity) <= toMs && (endMs ?? Infinity) >= fromMs;
    return overlaps ? Math.max(latestMs, endMs ?? Infinity) : latestMs;
  }, fromMs);
}

async function watch(windows: readonly Window[], sources: readonly Source[]): Promise<void> {
  const reader = new LineReader(kindNames);
  const decoder = new TextDecoder();
  const fromMs = windows.reduce((least, one) => Math.min(least, one.fromMs), Infinity);
  const toMs = windows.reduce((most, { still }) => Math.max(most, still.toMs), -Infinity);
  const see = (bytes: Uint8Array) => {
    // A server may finish a statement after its client has gone, so the transaction's begin counts.
    const began = reader.number[BEGAN];
    const at = Number.isNaN(began) ? reader.number[AT] : Math.min(began, reader.number[AT]);
    if (!(at > fromMs && at < toMs)) return;
    const kind = kindNames[reader.kind];
    const target = () =>
      reader.text[TARGET] < 0
        ? null
        : decoder.decode(bytes.subarray(reader.text[TARGET], reader.text[TARGET + 1]));
    note(windows, kind, at, reader.number[OP], target);
  };
  for (const source of sources) {
    await eachLine(source, reader, {
      fast(bytes) {
        if (isBelieved(source.keeper, kindNames[reader.kind])) see(bytes);
      },
      slow(bytes) {
        const line = lineOrNull(bytes);
        if (line === null || !isBelieved(source.keeper, line.kind as string)) return;
        try {
          const names = fill(reader, line);
          if (names !== null) see(names);
          else if (line.kind === "aside") {
            note(windows, "aside", numberIn(line, "at"), operationOf(line), () => null);
          }
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
        }
      },
    });
  }
}

function lineOrNull(bytes: Uint8Array): Line | null {
  try {
    return parseLine(bytes);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

function note(
  windows: readonly Window[],
  kind: string,
  at: number,
  op: number,
  target: () => string | null,
): void {
  for (const window of windows) {
    const { still, fromMs } = window;
    if (!(at > fromMs && at < still.toMs) || kind !== window.kind) continue;
    if (
      kind === "effect" && still.target !== undefined && (target() ?? still.target) !== still.target
    ) {
      continue;
    }
    window.count++;
    if (at < window.firstMs || (at === window.firstMs && op < window.firstOp)) {
      window.firstMs = at;
      window.firstOp = op;
    }
    window.lastMs = Math.max(window.lastMs, at);
  }
}

function movementOf({ still, kind, count, firstMs, lastMs, firstOp }: Window): Movement[] {
  if (count === 0) return [];
  const { role, target = null } = still;
  return [{ role, kind, target, count, firstMs, lastMs, firstOp }];
}
