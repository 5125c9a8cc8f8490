/** For tests: a lab of letters in a folder, without database, broker, login or points. */
import { join } from "node:path";
import { noCorruption } from "../../harness/check/no-corruption.ts";
import { noDuplicate } from "../../harness/check/no-duplicate.ts";
import { noLoss } from "../../harness/check/no-loss.ts";
import { orderPerKey } from "../../harness/check/order-per-key.ts";
import { on } from "../../harness/contract/fault_set.ts";
import { promise } from "../../harness/contract/promise.ts";
import { strike } from "../../harness/contract/worst_case.ts";
import { kill } from "../../harness/faults/kill.ts";
import { defineLab, type Style } from "../../harness/contract/lab.ts";
import { folder, type FolderNamespace, lettersIn } from "./folder.ts";
import type { Delivered, Posted } from "./letter.ts";
import { stamped } from "./stamped.ts";

const promises = [
  promise(noLoss),
  // A postman who is killed between writing two files delivers again, or never stamps. So these exceptions.
  promise(noDuplicate, { except: [on(kill, "postman")] }),
  promise(orderPerKey),
  promise(noCorruption),
  promise(stamped, { except: [on(kill, "postman")] }),
];

export const letters = defineLab({
  name: "letters",
  summary: "Letters lie in a folder until somebody carries them away.",
  services: { mailbox: folder },
  entry: "clerk",
  operation: import.meta.resolve("./letter.ts"),
  roles: {
    clerk: {
      summary: "takes letters",
      program: import.meta.resolve("./clerk.ts"),
      links: ["mailbox"],
      listens: true,
      traces: [{ kind: "commit", server: "mailbox" }],
    },
    postman: {
      summary: "carries letters",
      program: import.meta.resolve("./postman.ts"),
      links: ["mailbox"],
      traces: [{ kind: "effect", server: "mailbox" }],
    },
  },
  choices: {
    paper: { summary: "what letters are written on", values: ["plain", "lined"], usual: "plain" },
  },
  failpoints: { clerk: ["after-post"], postman: ["after-deliver"] },
  variants: {
    "looks-first": {
      summary: "looks into the letterbox before he begins",
      promises,
      worstCase: { chaos: [strike(kill, "clerk")] },
    },
    "forgets": {
      summary: "begins at the first letter again",
      promises,
      breaks: noDuplicate,
      imitates: "looks-first",
      shownAt: "postman.ts#known",
      worstCase: { crash: ["postman:after-deliver@10"], choices: { paper: "lined" } },
      settings: { postman: { MEMORY: "none" } },
    },
  },
  targets: ["letterbox"],
  hops: [
    { name: "mailbox", seenBy: [] },
    { name: "postman's bag", seenBy: ["delivered"] },
    { name: "letterbox", seenBy: ["applied"] },
  ],
  minimumOperations: 20,
  open: ({ mailbox }) => open(mailbox),
});

function open({ path }: FolderNamespace): Style {
  const posted = () => lettersIn<Posted>(path, "posted");
  const delivered = () => lettersIn<Delivered>(path, "delivered");
  return {
    prepare: () => Deno.writeTextFile(join(path, "posted"), ""),
    async progress() {
      const [all, there] = [await posted(), await delivered()];
      const applied = new Set(there.map(({ letter }) => letter)).size;
      const backlog = Math.max(0, all.length - applied);
      return { committed: all.length, sent: applied, applied, backlog, lag: null };
    },
    async *audit(epochMs) {
      for (const { letter: op, sender: key, seq, at } of await posted()) {
        yield { at: at - epochMs, kind: "commit", op, key, seq };
      }
      for (const { letter: op } of await lettersIn<Posted>(path, "stamped")) {
        yield { at: null, kind: "marked", op, where: "stamped" };
      }
      for (const { letter: op, sender: key, seq, text: value, n, at } of await delivered()) {
        const effect = { op, key, seq, n, target: "letterbox", value };
        yield { at: at - epochMs, kind: "effect", ...effect };
      }
    },
  };
}
