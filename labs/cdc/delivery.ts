/** Takes messages of the log and makes them rows of the target, in turns. */
import { amount, choice, id, now, record } from "../../harness/roles/role.ts";
import { point, type Query, stopping } from "../../harness/roles/role.ts";
import type { Applier } from "./apply.ts";
import { Idle } from "./idle.ts";
import type { Lsn } from "./log/lsn.ts";
import type { Commit, Message } from "./log/message.ts";
import { type Saved, savePosition } from "./saved_position.ts";
import { byChange } from "./by_change.ts";
import type { Delivery, DeliveryOptions } from "./delivery_contract.ts";

/** How long a turn waits for a message, in milliseconds. */
const turnMs = 200;
/** How long a turn waits where the stream was paused: more messages follow at once. */
const momentMs = 2;
/** The most changes that wait before they are written, so that a large transaction needs little memory. */
const chunkChanges = 2_000;

/** When the position is saved, by name: `with-changes` is sound. */
const saves = ["with-changes", "before-apply", "every-n", "commit-start", "by-change"] as const;
const words = Object.fromEntries(saves.map((name) => [name, name])) as Record<
  typeof saves[number],
  typeof saves[number]
>;

const save = choice("SAVE", words, "with-changes");
const acksOnReceive = choice("ACK", { "after-commit": false, "on-receive": true }, "after-commit");
const commitsChanges = choice("COMMIT", { "transaction": false, "change": true }, "transaction");
/** The most source transactions in one transaction of the target. */
const batch = amount("BATCH", 500);

export const openDelivery = (options: DeliveryOptions): Delivery =>
  commitsChanges || save === "by-change"
    ? byChange({ ...options, resumes: save === "by-change" })
    : new WholeTransactions(options);

/** Sound: one or several whole transactions of the source in one transaction of the target. */
class WholeTransactions implements Delivery {
  #options: DeliveryOptions;
  #applier: Applier;
  #idle: Idle;
  #sinceSaved = 0;
  /** Operations of the turn. */
  #ops: number[] = [];

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#applier = options.applier;
    this.#idle = new Idle(options.log, options.savesPosition ? options.target : null);
  }

  goOnFrom(saved: Saved | null): void {
    if (saved !== null) this.#idle.savedAt(saved.lsn);
  }

  async turn(): Promise<void> {
    const { messages } = this.#options.log;
    const message = await messages.next(turnMs, stopping);
    if (message === undefined) return await this.#idle.tick();
    if (message.kind === "keepalive") return await this.#idle.note(message);
    mustBegin(message);
    await this.#deliver();
  }

  async #deliver(): Promise<void> {
    const { target, log } = this.#options;
    this.#ops = [];
    const [end, saved] = await target.begin(async (tx) => {
      const end = await this.#applyAll(tx);
      await point("before-commit", { ops: this.#ops, position: end.endLsn });
      return [end.endLsn, await this.#save(tx, end)];
    });
    const about = { ops: this.#ops, position: end };
    await point("after-commit", about);
    if (saved === null) return;
    log.acknowledge(saved);
    this.#idle.savedAt(saved);
    await point("after-ack", about);
  }

  /** Applies this transaction, and those after it that are here already, or will be in a moment. */
  async #applyAll(tx: Query): Promise<Commit> {
    const { messages } = this.#options.log;
    let end = await this.#receive(tx);
    for (let taken = 1; taken < batch; taken++) {
      if (!messages.hasTransaction && !messages.isBehind) break;
      const message = messages.take() ?? await messages.next(momentMs, stopping);
      if (message === undefined) break;
      if (message.kind === "keepalive") continue;
      mustBegin(message);
      end = await this.#receive(tx);
    }
    await this.#flush(tx, end);
    return end;
  }

  /** Collects a begun transaction up to its commit. Writes changes earlier if they would need much memory. */
  async #receive(tx: Query): Promise<Commit> {
    const { messages } = this.#options.log;
    for (;;) {
      const message = messages.take() ?? await messages.next(turnMs, stopping);
      if (stopping.aborted) throw new Error("stopped in the middle of a transaction");
      if (message === undefined) this.#options.log.answer();
      else if (message.kind === "commit") return await this.#received(message);
      else if (message.kind === "keepalive") this.#options.log.answer();
      else if (message.kind === "begin") throw new Error("The log has a begin in a transaction");
      else {
        this.#applier.add(message);
        if (this.#applier.count >= chunkChanges) await this.#write(tx);
      }
    }
  }

  async #received(end: Commit): Promise<Commit> {
    const { target, log } = this.#options;
    const about = { ops: this.#applier.ops, position: end.endLsn };
    await point("after-receive", about);
    // Broken twins: the position passes changes that are only in memory.
    if (acksOnReceive) log.acknowledge(end.endLsn);
    if (save === "before-apply") {
      await savePosition(target, { from: this.#idle.saved, to: end.endLsn });
    }
    return end;
  }

  async #flush(tx: Query, end: Commit): Promise<void> {
    await point("before-apply", { ops: this.#applier.ops, position: end.endLsn });
    await this.#write(tx);
  }

  async #write(tx: Query): Promise<void> {
    const ops = [...this.#applier.ops];
    for (const op of ops) this.#ops.push(op);
    record(ops.map((op) => ({ at: now(), kind: "deliver", op, role: id })));
    await this.#applier.flush(tx);
  }

  /** @returns the position that may be acknowledged after the commit; null where none was saved */
  async #save(tx: Query, end: Commit): Promise<Lsn | null> {
    const { savesPosition } = this.#options;
    if (save === "every-n") {
      this.#sinceSaved = (this.#sinceSaved + 1) % everyN;
      if (this.#sinceSaved > 0) return null;
    }
    const at = save === "commit-start" ? end.commitLsn : end.endLsn;
    if (savesPosition && save !== "before-apply") {
      await savePosition(tx, { from: this.#idle.saved, to: at });
    }
    return at;
  }
}

/** @throws Error for a change or a commit outside a transaction: the transaction would be applied in part */
function mustBegin({ kind }: Message): void {
  if (kind !== "begin") throw new Error(`The log has a ${kind} outside a transaction`);
}

/** Broken twin: saves a position only once in this many turns. */
const everyN = 10;
