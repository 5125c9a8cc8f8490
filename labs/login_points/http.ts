/** Shared by the HTTP services of the operation: bodies with a limit, problems by RFC 9457. */
import type { ZodType } from "zod";

/** An answer that says what was wrong; nothing was written. */
export class Problem extends Error {
  override name = "Problem";
  readonly status: number;
  readonly title: string;
  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

/** `application/problem+json`; `reason` repeats the detail, for the load generator. */
export function problem({ status, title, message }: Problem): Response {
  return Response.json({ title, status, detail: message, reason: message }, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

/**
 * The JSON that this request posts to `/`.
 *
 * @throws Problem: 404 another path, 405 another method, 413 longer than `limitBytes`, 400 not
 * JSON, 422 JSON of another shape.
 */
export async function readPost<T>(
  request: Request,
  limitBytes: number,
  shape: ZodType<T>,
): Promise<T> {
  const { pathname } = new URL(request.url);
  if (pathname !== "/") throw new Problem(404, "Not found", `there is no ${pathname}; POST to /`);
  if (request.method !== "POST") {
    throw new Problem(405, "Method not allowed", `${request.method} is not allowed; use POST`);
  }
  const parsed = shape.safeParse(parse(await readText(request, limitBytes)));
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Problem(422, "Malformed content", `${path.join(".") || "the body"}: ${message}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, "Malformed JSON", "the body is not JSON");
  }
}

/** Reads no further than the limit, even if the announced length is smaller. */
async function readText(request: Request, limitBytes: number): Promise<string> {
  const tooLong = () =>
    new Problem(413, "Content too large", `the body is longer than ${limitBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLong();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw tooLong();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
