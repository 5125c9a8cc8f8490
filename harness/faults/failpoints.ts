/**
 * Failpoints during a run: a role reports each pass of an armed line, and the harness lets it go
 * on, makes it fail, holds it, or kills it there. Passes are counted over the whole run, so a crash
 * strikes once and a restarted process does not crash again.
 */
import type { FaultBegin, FaultEnd } from "../history/event.ts";
import type { RoleProcess } from "../contract/lab.ts";
import { neverCame, PassCounter, type Passing } from "./pass_counter.ts";
import { isPass, nameOfPoint, type Pass, pointsOf, type PointSpec } from "./failpoint_spec.ts";
import { openTriggers, type Triggers } from "./triggers.ts";

export interface ControlOptions {
  readonly specs: readonly PointSpec[];
  /** The passes at which faults begin. */
  readonly passes: readonly Pass[];
  readonly process: (id: string) => RoleProcess | undefined;
  readonly record: (event: Omit<FaultBegin, "at"> | Omit<FaultEnd, "at">) => void;
  /** True while this fault is in force. */
  readonly isOn: (fault: string) => boolean;
}

export interface Control extends AsyncDisposable, Triggers {
  /** The environment for a process of this role; empty where nothing is armed for it. */
  env(role: string): Record<string, string>;
  /** Releases all held processes. */
  letGo(): void;
  /** Releases all held processes, waits for restarts, and records the failpoints that were never hit. */
  settle(): Promise<void>;
}

interface Armed {
  readonly id: string;
  readonly spec: PointSpec;
  readonly counter: PassCounter;
  /** Counts the passes that release it, where a certain pass does. */
  readonly until: PassCounter | null;
}
interface Hold {
  readonly position: bigint | null;
  readonly arm: Armed;
  readonly release: () => void;
}

const failed = 418;

export function openControl(options: ControlOptions): Control {
  const armed = options.specs.map(arm);
  const triggers = openTriggers(options.passes, options.process);
  const holds = new Set<Hold>();
  const restarts: Promise<void>[] = [];
  const token = crypto.randomUUID();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== `/${token}`) return new Response("unknown", { status: 404 });
    const position = searchParams.get("position");
    return await pass({
      process: searchParams.get("role") ?? "",
      point: searchParams.get("point") ?? "",
      position: position === null ? null : BigInt(position),
      ops: await opsIn(request),
    });
  }

  async function pass(passing: Passing): Promise<Response> {
    release(passing);
    // A fault that begins at this pass is in force for failpoints armed here, and for `during`.
    await triggers.hold(passing);
    for (const arm of armed) {
      if (arm.spec.during !== null && !options.isOn(arm.spec.during)) continue;
      if (!arm.counter.see(passing)) continue;
      if (arm.spec.action === "fail") return fail(arm);
      if (arm.spec.action === "crash") restarts.push(crash(arm, passing.process));
      else await hold(arm, passing.position);
    }
    return new Response("go");
  }

  /** Releases the holds that wait for this pass. */
  function release(passing: Passing): void {
    const { process, point, position } = passing;
    for (const { until } of armed) until?.see(passing);
    for (const wait of holds) {
      const { spec, until } = wait.arm;
      if (spec.until === null || !isPass(spec.until.at, process, point)) continue;
      const further = wait.position === null || position === null || position > wait.position;
      if (until === null ? further : until.reached) wait.release();
    }
  }

  const releaseAll = () => {
    triggers.releaseAll();
    for (const wait of [...holds]) wait.release();
  };

  function note(arm: Armed, end?: Omit<FaultEnd, keyof FaultBegin>): void {
    const { action, at } = arm.spec;
    const fault = { kind: "fault" as const, id: arm.id, name: action, target: nameOfPoint(at) };
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
    const passedBy = arm.until?.reached ?? false;
    await new Promise<void>((resolve) => {
      const release = () => {
        clearTimeout(timer);
        holds.delete(wait);
        resolve();
      };
      const wait: Hold = { position, arm, release };
      const timer = setTimeout(release, arm.spec.forMs);
      holds.add(wait);
      if (passedBy) release();
    });
    // The pass that it should wait for had come before, so it held nothing.
    note(arm, { touched: passedBy ? 0 : 1 });
  }

  return {
    env(role): Record<string, string> {
      const all = [...options.specs.flatMap(pointsOf), ...options.passes.map(({ at }) => at)];
      const points = all.filter((ref) => ref.role === role);
      if (points.length === 0) return {};
      return {
        ASYNCLAB_CONTROL: `http://127.0.0.1:${server.addr.port}/${token}`,
        ASYNCLAB_POINTS: [...new Set(points.map((ref) => ref.point))].join(","),
      };
    },
    arrival: triggers.arrival,
    giveUp: triggers.giveUp,
    letGo: releaseAll,
    async settle() {
      releaseAll();
      await Promise.all(restarts);
      for (const arm of armed.filter(({ counter }) => !counter.reached)) {
        arm.counter.reached = true;
        note(arm);
        note(arm, { touched: 0, ineffective: neverCame(arm.spec, arm.counter.passed) });
      }
    },
    async [Symbol.asyncDispose]() {
      releaseAll();
      await server.shutdown();
    },
  };
}

function arm(spec: PointSpec, place: number): Armed {
  const { at, which, until } = spec;
  const release = until === null || until.which === null
    ? null
    : new PassCounter(until.at, until.which);
  return { id: `p${place + 1}`, spec, counter: new PassCounter(at, which), until: release };
}

/** The operations of this pass: a list of numbers in the body, which may be missing. */
async function opsIn(request: Request): Promise<number[]> {
  const text = await request.text();
  return text === "" ? [] : JSON.parse(text);
}
