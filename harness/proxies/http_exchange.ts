/** One request through an HTTP proxy, from its first byte to the end of its answer. */
import { Buffer } from "node:buffer";
import http from "node:http";
import { PassThrough, type Readable } from "node:stream";
import type { Endpoint } from "../contract/lab.ts";
import { endToEnd, forwardedHeaders } from "./http_headers.ts";
import type { OpenRequest, OpenRequests } from "./open_requests.ts";
import { type ActiveTrouble, type Problem, type RequestTraits, traitsOf } from "./http_trouble.ts";

/** The proxy keeps a request's whole body in memory, so it answers 413 to a longer one. */
const longestBodyBytes = 16 << 20;
/** The head of a request or an answer may be this long, even if the service allows less. */
export const longestHeadBytes = 1 << 18;

/** The state that all exchanges of an HTTP proxy share. */
export interface Route {
  readonly upstream: Endpoint;
  readonly agent: http.Agent;
  /** The newest one first. */
  readonly troubles: readonly ActiveTrouble[];
  /** Operations with a request that was passed on. */
  readonly passedOn: Set<number>;
  /** How many requests of an operation the service was sent as a whole: it was there. */
  readonly reached: Map<number, number>;
  readonly requests: OpenRequests;
}

/** The trouble that delays or withholds the answer to a request. */
interface Held {
  readonly by: ActiveTrouble;
  readonly traits: RequestTraits;
  /** For how long the answer is delayed; null: it is withheld. */
  readonly delayMs: number | null;
}

/** If the service does not answer completely, the caller sees a reset: an invented 502 would hide the fault. */
export class Exchange {
  readonly #chunks: Buffer[] = [];
  #bodyBytes = 0;
  #upstream: http.ClientRequest | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  #held: Held | null = null;
  #op: number | null = null;
  /** Null until the request's body is here. */
  #open: OpenRequest | null = null;
  readonly #reset = () => this.reset();

  constructor(
    readonly route: Route,
    readonly request: http.IncomingMessage,
    readonly response: http.ServerResponse,
  ) {
    response.sendDate = false;
    // These errors need no handling: the end of the caller's connection abandons the exchange.
    request.on("error", () => {});
    response.on("error", () => {});
    request.on("data", (chunk: Buffer) => this.#take(chunk));
    request.once("end", () => this.#arrived());
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    this.#bodyBytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bodyBytes <= longestBodyBytes) return;
    this.#chunks.length = 0;
    this.#over = true;
    this.#answer(tooLong);
  }

  #arrived(): void {
    if (this.#over) return;
    const body = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    const problem = this.#judge(body);
    if (problem) this.#answer(problem);
    else this.#forward(body);
  }

  /** Applies the first trouble that strikes the request. Returns the answer to send at once, or null. */
  #judge(body: Buffer): Problem | null {
    const { troubles, passedOn } = this.route;
    const { user, op } = traitsOf(body);
    const traits = { user, op, again: op !== null && passedOn.has(op) };
    this.#open = this.route.requests.begin(op);
    const problem = this.#trouble(traits, troubles);
    if (problem === null && op !== null) passedOn.add(op);
    this.#op = op;
    return problem;
  }

  #trouble(traits: RequestTraits, troubles: readonly ActiveTrouble[]): Problem | null {
    for (const by of troubles) {
      const treatment = by.take(traits);
      if (treatment === null) continue;
      if (treatment.do === "answer") {
        by.touch(traits);
        return treatment.problem;
      }
      this.#held = { by, traits, delayMs: treatment.do === "delay" ? treatment.delayMs : null };
      return null;
    }
    return null;
  }

  #answer(problem: Problem): void {
    const body = Buffer.from(JSON.stringify(problem));
    this.response.writeHead(problem.status, {
      "content-type": "application/problem+json",
      "content-length": body.length,
    });
    this.response.end(body);
  }

  #forward(body: Buffer): void {
    const { upstream: { host, port }, agent } = this.route;
    const { method, url, rawHeaders } = this.request;
    let answered = false;
    try {
      this.#upstream = http.request({
        host,
        port,
        agent,
        method,
        path: url,
        headers: forwardedHeaders(rawHeaders, body.length),
        setDefaultHeaders: false,
        maxHeaderSize: longestHeadBytes,
      });
    } catch {
      // node:http refuses to send this path.
      return this.reset();
    }
    this.#upstream.on("error", this.#reset);
    this.#upstream.once("response", (answer) => {
      answered = true;
      this.#answered(answer);
    });
    this.#upstream.once("close", () => {
      if (!answered) this.reset();
    });
    this.#upstream.once("finish", () => this.#reached());
    this.#upstream.end(body);
  }

  #reached(): void {
    const { reached } = this.route;
    this.#open?.reached();
    if (this.#op !== null) reached.set(this.#op, (reached.get(this.#op) ?? 0) + 1);
  }

  #answered(answer: http.IncomingMessage): void {
    answer.on("error", this.#reset);
    answer.once("close", () => {
      if (!answer.complete) this.reset();
    });
    // If the trouble ended before the answer, nothing is touched.
    if (!this.#held || this.#held.by.ended) return this.#pass(answer, answer);
    // No buffer limit: the proxy reads on, so that the service's connection ends when it would end
    // without the proxy.
    const content = answer.pipe(new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER }));
    const { by, traits, delayMs } = this.#held;
    if (delayMs === null) return void answer.once("end", () => this.#withhold(answer, content));
    by.touch(traits);
    this.#timer = setTimeout(() => this.#pass(answer, content), delayMs);
  }

  #withhold(answer: http.IncomingMessage, content: Readable): void {
    if (this.#over) return;
    const { by, traits } = this.#held!;
    if (by.ended) return this.#pass(answer, content);
    content.destroy();
    const status = answer.statusCode!;
    if (status >= 200 && status < 300) by.touch(traits);
    by.withheld.add(this.#reset);
  }

  #pass(answer: http.IncomingMessage, content: Readable): void {
    if (this.#over) return;
    const { response } = this;
    try {
      response.writeHead(
        answer.statusCode!,
        answer.statusMessage,
        endToEnd(answer.rawHeaders),
      );
    } catch {
      // node:http refuses to send this head.
      return this.reset();
    }
    // The head is sent now, before the body arrives; flushHeaders() would turn its bytes into
    // UTF-8.
    response.write(new Uint8Array(0));
    content.pipe(response);
  }

  /** The caller was sent the whole answer. */
  finish(): void {
    this.#open?.end(this.response.statusCode);
  }

  /** Cuts the caller's connection with an RST. */
  reset(): void {
    const { socket } = this.request;
    if (!socket.destroyed) socket.resetAndDestroy();
    this.abandon();
  }

  /** Stops all work for the request, when its caller is gone or has the answer. */
  abandon(): void {
    if (this.#over) return;
    this.#over = true;
    this.#open?.end(null);
    clearTimeout(this.#timer);
    this.#held?.by.withheld.delete(this.#reset);
    this.#upstream?.destroy();
  }
}

const tooLong: Problem = {
  title: "Content too large",
  status: 413,
  detail: "The HTTP proxy accepts requests of up to 16 MiB.",
};
