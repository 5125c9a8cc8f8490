/** Amounts as a person reads them. */

/** `3.1 ms`, `1.25 s`. */
export function duration(ms: number): string {
  if (Math.abs(ms) >= 1000) return `${trimmed(ms / 1000, 2)} s`;
  return `${trimmed(ms, Math.abs(ms) < 10 ? 2 : 1)} ms`;
}

/** `61.2 MiB`. */
export function mebibytes(bytes: number): string {
  return `${trimmed(bytes / 2 ** 20, 1)} MiB`;
}

function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}
