/** What is kept of warm servers between two processes: read back by whoever attaches to them. */
import { z } from "zod";
import { type Refusal, unavailable } from "../errors.ts";
import { renewPorts } from "../host/ports.ts";

const endpointShape = z.object({ host: z.string(), port: z.number() });

/** Of one server, on either runtime. */
export const keptServerShape = z.object({
  name: z.string(),
  service: z.string(),
  access: z.object({ endpoint: endpointShape, user: z.string(), password: z.string() }),
  routes: z.array(z.object({ listenPort: z.number(), upstream: endpointShape })).readonly(),
});

/** The state as `up` left it; its ports stay the warm servers' own. Throws `gone`. */
export function readKept<State extends { readonly run: string }>(
  shape: z.ZodType<State>,
  state: unknown,
): State {
  const parsed = shape.safeParse(state);
  if (!parsed.success) throw gone("what was kept of them cannot be read", parsed.error);
  renewPorts(parsed.data.run);
  return parsed.data;
}

export const gone = (why: string, cause?: unknown): Refusal =>
  unavailable(`the warm servers cannot be used: ${why}; run \`asynclab down\`, then \`up\``, cause);
