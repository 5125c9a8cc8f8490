/** Faults that begin at a failpoint: the process that passes it waits until the fault is in force. */
import type { RoleProcess } from "../contract/lab.ts";
import { PassCounter, type Passing } from "./pass_counter.ts";
import type { Pass } from "./failpoint_spec.ts";

/** A process that made the pass and waits. */
export interface Arrival {
  /** `relay#2`. */
  readonly process: string;
  /** False once the process went on or ended. */
  isWaiting(): boolean;
  /** True where the process waited for the longest time and then went on. */
  wentOn(): boolean;
  /** Lets the process go on. */
  release(): void;
}

/** The part of the failpoints that the fault scheduler needs. */
export interface Triggers {
  /** Resolves when a process makes this pass; never if no process makes it. */
  arrival(pass: Pass): Promise<Arrival>;
  /** Stops waiting for this pass. Returns how often its failpoint was passed. */
  giveUp(pass: Pass): number;
}

export interface OpenTriggers extends Triggers {
  /** Resolves when every fault that begins at this pass is in force. */
  hold(passing: Passing): Promise<void>;
  /** Releases all waiting processes, and holds none from now on. */
  releaseAll(): void;
}

interface Trigger {
  readonly counter: PassCounter;
  readonly arrived: PromiseWithResolvers<Arrival>;
  /** False once no process should wait any more. */
  isOpen: boolean;
  /** Releases the waiting process. */
  release: () => void;
}

/** The longest wait: a role that is held before its `ready` must still start within 60 s. */
const longestMs = 30_000;

/** @param process finds a process by its id, to see whether the waiting process was restarted */
export function openTriggers(
  passes: readonly Pass[],
  process: (id: string) => RoleProcess | undefined,
): OpenTriggers {
  const triggers = new Map(passes.map((pass): [Pass, Trigger] => [pass, {
    counter: new PassCounter(pass.at, pass.which),
    arrived: Promise.withResolvers(),
    isOpen: true,
    release: () => {},
  }]));

  async function wait(trigger: Trigger, id: string): Promise<void> {
    if (!trigger.isOpen) return;
    const before = process(id)?.incarnation;
    const isThere = () => {
      const now = process(id);
      return now !== undefined && now.isUp && now.incarnation === before;
    };
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let isHeld = true;
    let isLate = false;
    trigger.release = release;
    trigger.arrived.resolve({
      process: id,
      isWaiting: () => isHeld && isThere(),
      wentOn: () => isLate,
      release,
    });
    const timer = setTimeout(() => {
      isLate = true;
      release();
    }, longestMs);
    await released;
    clearTimeout(timer);
    isHeld = false;
  }

  function close(trigger: Trigger): void {
    trigger.isOpen = false;
    trigger.release();
  }

  return {
    arrival: (pass) => triggers.get(pass)!.arrived.promise,
    giveUp(pass) {
      const trigger = triggers.get(pass)!;
      close(trigger);
      return trigger.counter.passed;
    },
    async hold(passing) {
      // All triggers count this pass at once, so that none misses it while another one waits.
      const struck = [...triggers.values()].filter(({ counter }) => counter.see(passing));
      await Promise.all(struck.map((trigger) => wait(trigger, passing.process)));
    },
    releaseAll: () => triggers.forEach(close),
  };
}
