/** The stored state of warm servers; the process that attaches to them reads it back. */
import { z } from "zod";
import { type Refusal, unavailable } from "../errors.ts";
import { renewPorts } from "../host/ports.ts";

const endpointShape = z.object({ host: z.string(), port: z.number() });

/** One server, on either runtime. */
export const keptServerShape = z.object({
  name: z.string(),
  service: z.string(),
  access: z.object({ endpoint: endpointShape, user: z.string(), password: z.string() }),
  routes: z.array(z.object({ listenPort: z.number(), upstream: endpointShape })).readonly(),
});

/**
 * Reads the state that `asynclab up` stored, and keeps the warm servers' ports reserved.
 *
 * @throws Refusal (69) where the state cannot be read
 */
export function readKept<State extends { readonly run: string }>(
  shape: z.ZodType<State>,
  state: unknown,
): State {
  const parsed = shape.safeParse(state);
  if (!parsed.success) throw gone("their stored state cannot be read", parsed.error);
  renewPorts(parsed.data.run);
  return parsed.data;
}

export const gone = (why: string, cause?: unknown): Refusal =>
  unavailable(
    `The warm servers cannot be used: ${why}; run 'asynclab down', then 'asynclab up'`,
    cause,
  );
