/**
 * Fault points while a run goes on: roles tell each pass of an armed line, and are let through,
 * made to fail, held back or killed there. Counts are of the run, so a crash strikes once and a
 * restarted process does not crash again.
 */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { RoleProcess } from "../lab.ts";
import { isPass, type PointRef, pointsOf, type PointSpec } from "./point_spec.ts";

export interface ControlOptions {
  readonly specs: readonly PointSpec[];
  readonly process: (id: string) => RoleProcess | undefined;
  readonly record: (event: Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">) => void;
  /** True while this fault is on. */
  readonly isOn: (fault: string) => boolean;
}

export interface Control extends AsyncDisposable {
  /** What a process of this role must be told; empty where nothing is armed for it. */
  env(role: string): Record<string, string>;
  /** Lets go what is held. */
  letGo(): void;
  /** Lets go, waits for restarts, and writes down what was never hit. */
  settle(): Promise<void>;
}

interface Armed {
  readonly id: string;
  readonly spec: PointSpec;
  hits: number;
  fired: boolean;
}
interface Held {
  readonly position: bigint | null;
  readonly spec: PointSpec;
  readonly release: () => void;
}

const failed = 418;

export function openControl(options: ControlOptions): Control {
  const armed: Armed[] = options.specs.map((spec, i) => ({
    id: `p${i + 1}`,
    spec,
    hits: 0,
    fired: false,
  }));
  const passes = new Map<PointRef, number>();
  const held = new Set<Held>();
  const restarts: Promise<void>[] = [];
  const token = crypto.randomUUID();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== `/${token}`) return new Response("unknown", { status: 404 });
    const id = searchParams.get("role") ?? "";
    const point = searchParams.get("point") ?? "";
    const text = searchParams.get("position");
    return await pass(id, point, text === null ? null : BigInt(text));
  }

  async function pass(id: string, point: string, position: bigint | null): Promise<Response> {
    release(id, point, position);
    for (const arm of armed) {
      if (arm.fired || !isPass(arm.spec.at, id, point)) continue;
      if (arm.spec.during !== null && !options.isOn(arm.spec.during)) continue;
      if (++arm.hits < arm.spec.nth) continue;
      arm.fired = true;
      if (arm.spec.action === "fail") return fail(arm);
      if (arm.spec.action === "crash") restarts.push(crash(arm, id));
      else await hold(arm, position);
    }
    return new Response("go");
  }

  /** Lets go what waits for this pass. */
  function release(id: string, point: string, position: bigint | null): void {
    for (const { spec } of armed) {
      const ref = spec.until?.at;
      if (ref && isPass(ref, id, point)) passes.set(ref, (passes.get(ref) ?? 0) + 1);
    }
    for (const wait of held) {
      const until = wait.spec.until;
      if (until === null || !isPass(until.at, id, point)) continue;
      const further = wait.position === null || position === null || position > wait.position;
      if (until.nth === null ? further : enough(wait.spec)) wait.release();
    }
  }

  const releaseAll = () => {
    for (const wait of [...held]) wait.release();
  };

  const enough = ({ until }: PointSpec): boolean =>
    until !== null && until.nth !== null && (passes.get(until.at) ?? 0) >= until.nth;

  function note(arm: Armed, end?: { touched: number; by?: string }): void {
    const { action, at } = arm.spec;
    const fault = { kind: "fault" as const, id: arm.id, name: action, target: nameOf(at) };
    options.record(
      end === undefined ? { ...fault, phase: "begin" } : { ...fault, phase: "end", ...end },
    );
  }

  function fail(arm: Armed): Response {
    note(arm);
    note(arm, { touched: 1 });
    return new Response(`failed on purpose: ${arm.spec.text}`, { status: failed });
  }

  async function crash(arm: Armed, id: string): Promise<void> {
    const process = options.process(id);
    note(arm);
    const touched = await process?.kill() ?? 0;
    const by = process?.reach ?? undefined;
    await process?.start();
    note(arm, { touched, ...(by && { by }) });
  }

  async function hold(arm: Armed, position: bigint | null): Promise<void> {
    note(arm);
    const passedBy = enough(arm.spec);
    await new Promise<void>((resolve) => {
      const release = () => {
        clearTimeout(timer);
        held.delete(wait);
        resolve();
      };
      const wait: Held = { position, spec: arm.spec, release };
      const timer = setTimeout(release, arm.spec.forMs);
      held.add(wait);
      if (passedBy) release();
    });
    // What it was to wait for had come before: it held nothing.
    note(arm, { touched: passedBy ? 0 : 1 });
  }

  return {
    env(role): Record<string, string> {
      const points = options.specs.flatMap(pointsOf).filter((ref) => ref.role === role);
      if (points.length === 0) return {};
      return {
        ASYNCLAB_CONTROL: `http://127.0.0.1:${server.addr.port}/${token}`,
        ASYNCLAB_POINTS: [...new Set(points.map((ref) => ref.point))].join(","),
      };
    },
    letGo: releaseAll,
    async settle() {
      releaseAll();
      await Promise.all(restarts);
      for (const arm of armed.filter((arm) => !arm.fired)) {
        arm.fired = true;
        note(arm);
        note(arm, { touched: 0 });
      }
    },
    async [Symbol.asyncDispose]() {
      releaseAll();
      await server.shutdown();
    },
  };
}

const nameOf = ({ role, instance, point }: PointRef): string =>
  `${role}${instance === null ? "" : `#${instance}`}:${point}`;
