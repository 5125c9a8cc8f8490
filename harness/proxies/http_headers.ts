/** The headers that a proxy passes on. Pure. */

/** The headers that apply to one connection only (RFC 9110, 7.6.1). */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * Returns a list of name, value, name, value, … without the hop-by-hop headers: the known ones and
 * those that `Connection` names.
 */
export function endToEnd(rawHeaders: readonly string[]): string[] {
  const ends = new Set(hopByHop);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i].toLowerCase() !== "connection") continue;
    for (const name of rawHeaders[i + 1].split(",")) ends.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!ends.has(rawHeaders[i].toLowerCase())) kept.push(rawHeaders[i], rawHeaders[i + 1]);
  }
  return kept;
}

/** The headers of a request that is passed on with its whole body (`bodyBytes` long). */
export function forwardedHeaders(rawHeaders: readonly string[], bodyBytes: number): string[] {
  const kept = endToEnd(rawHeaders);
  const framed = kept.some((text, i) => i % 2 === 0 && text.toLowerCase() === "content-length");
  // The body came in chunks and is passed on whole.
  if (!framed && bodyBytes > 0) kept.push("Content-Length", String(bodyBytes));
  return kept;
}
