/** Requests from another terminal to a run in progress. */
import { join } from "node:path";
import { redriveMs } from "../limits.ts";

/** A file in the run's folder while the run listens. It holds a secret: mode 0600. */
const fileName = "control";

export interface Orders {
  /** Puts dead letters back; resolves with their number, or null where the lab has no dead-letter queue. */
  redrive(): Promise<number | null>;
}

/** Listens on loopback until disposed. */
export async function openRunControl(runDir: string, orders: Orders): Promise<AsyncDisposable> {
  const token = crypto.randomUUID();
  const path = join(runDir, fileName);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    return pathname === `/${token}/redrive`
      ? redriven(orders)
      : new Response(null, { status: 404 });
  });
  await Deno.writeTextFile(path, `http://127.0.0.1:${server.addr.port}/${token}`, { mode: 0o600 });
  return {
    async [Symbol.asyncDispose]() {
      await Deno.remove(path).catch(() => {});
      await server.shutdown();
    },
  };
}

async function redriven({ redrive }: Orders): Promise<Response> {
  try {
    const count = await redrive();
    return count === null
      ? new Response("it has no dead-letter queue", { status: 409 })
      : Response.json({ count });
  } catch (error) {
    return new Response(error instanceof Error ? error.message : String(error), { status: 503 });
  }
}

/** Asks the run of this folder to put its dead letters back. Null where no run listens there. */
export async function askToRedrive(
  runDir: string,
): Promise<{ readonly count: number } | { readonly refused: string } | null> {
  const url = await Deno.readTextFile(join(runDir, fileName)).catch(() => null);
  if (url === null) return null;
  const signal = AbortSignal.timeout(redriveMs);
  const response = await fetch(`${url}/redrive`, { method: "POST", signal }).catch(() => null);
  if (signal.aborted) return { refused: `the run did not answer within ${redriveMs / 1_000} s` };
  if (response === null) return null;
  return response.ok ? await response.json() : { refused: await response.text() };
}
