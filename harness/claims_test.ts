import assert from "node:assert/strict";
import { join } from "node:path";
import { fitting } from "../labs/login_points/fitting.ts";
import { labs } from "../labs/mod.ts";
import { outbox } from "../labs/outbox/lab.ts";
import { mustBeFaults, mustClaimWhatIs } from "./claims.ts";
import { exitCode, Refusal } from "./errors.ts";
import { editionsOf, type Lab, type Variant } from "./lab.ts";

const { status } = outbox.variants;

/** The outbox lab whose `status` claims something else. */
const claiming = (claims: Partial<Variant>) =>
  ({ ...outbox, variants: { status: { ...status, ...claims } } }) as unknown as Lab;

const under = (...words: string[]) => claiming({ promises: [{ name: "no-loss", under: words }] });

const wrong: Record<string, [lab: Lab, says: RegExp]> = {
  "a misspelt fault": [
    under("kill-relay", "kill-brokr"),
    /lab outbox over kafka, variant status, promise no-loss, under: there is no fault 'kill-brokr';/,
  ],
  "a fault with a space behind it": [under("kill-broker "), /'kill-broker ' has too many words/],
  "a fault at an aim that is not there": [
    under("lose-ack points-brokr"),
    /no aim 'points-brokr' of lose-ack/,
  ],
  "a misspelt verb": [under("crsh relay"), /there is no fault 'crsh'/],
  "a role that is not there": [
    under("crash rely"),
    /no role 'rely' with failpoints in 'crash rely'/,
  ],
  "a failpoint that is not there": [
    under("fail relay:before-snd"),
    /no failpoint 'before-snd' of relay in 'fail relay:before-snd'/,
  ],
  "a word that every object has": [under("crash constructor"), /no role 'constructor'/],
  "survives": [claiming({ survives: ["kill-brokr"] }), /variant status, survives: .*'kill-brokr'/],
  "haltsUnder": [claiming({ haltsUnder: ["kill-brokr"] }), /haltsUnder: .*'kill-brokr'/],
  "a limit": [
    claiming({ promises: [{ name: "progresses", under: "any" }] }),
    /promise progresses: it has no limit in milliseconds/,
  ],
  "a promise": [
    claiming({ promises: [{ name: "no-los", under: "any" }] }),
    /variant status, promise no-los: there is no promise 'no-los'/,
  ],
  "breaks": [claiming({ breaks: "no-los" }), /breaks: it makes no promise 'no-los'/],
  "telling, a fault": [
    claiming({ telling: "--users 1 --chaos kill-relay,kill-brokr --rate 100" }),
    /variant status, telling: there is no fault 'kill-brokr'/,
  ],
  "telling, a failpoint": [
    claiming({ telling: "--chaos kill-relay --hold relay:after-mark@1 until login:aftercommit" }),
    /telling: there is no failpoint 'aftercommit' of login/,
  ],
  "telling, a fault at a failpoint that is not there": [
    claiming({ telling: "--chaos kill-broker at relay:after-red@3,burst" }),
    /telling: there is no failpoint 'after-red' of relay in 'relay:after-red@3'/,
  ],
  "telling, a fault that is not there at a failpoint": [
    claiming({ telling: "--chaos kill-brokr at relay:after-read@3" }),
    /telling: there is no fault 'kill-brokr'/,
  ],
  "telling, a crash during nothing": [
    claiming({ telling: "--crash relay:after-mark@3 during kill-broker" }),
    /telling: its --chaos names no 'kill-broker'/,
  ],
};

Deno.test("a point without operations that is not there is refused", () => {
  const lab = { ...claiming({}), pointsWithoutOps: ["relay:before-red"] };
  assert.throws(() => mustClaimWhatIs(lab), /pointsWithoutOps: .*no failpoint 'before-red'/);
});

for (const [name, [lab, says]] of Object.entries(wrong)) {
  Deno.test(`a claim that names nothing is refused: ${name}`, () => {
    for (const register of [mustClaimWhatIs, fitting]) {
      assert.throws(() => register(lab), (error) => {
        assert(error instanceof Refusal && error.code === exitCode.internal);
        assert.match(error.message, says);
        return true;
      });
    }
  });
}

Deno.test("a list of faults that claims are made of names its list and the word", () => {
  mustBeFaults("broker kafka, loses", ["kill-broker", "lose-ack"]);
  assert.throws(
    () => mustBeFaults("broker kafka, loses", ["kill-broker", "kill-brokr"]),
    /broker kafka, loses: there is no fault 'kill-brokr'/,
  );
});

Deno.test("all that may stand in a claim is taken: faults, aims, verbs, roles, failpoints", () => {
  mustClaimWhatIs(
    under(
      ...["kill-broker", "kill-leader", "lose-ack acknowledgement", "lose-ack points-broker"],
      ...["crash", "crash relay", "hold", "fail relay:before-send", "crash relay#2:after-mark"],
    ),
  );
  for (const lab of labs.flatMap(editionsOf)) mustClaimWhatIs(lab);
});

Deno.test("a lab that claims what is not there ends asynclab with one sentence and 70, at every command", async () => {
  const root = join(import.meta.dirname!, "..");
  const script = `
    import "file://${root}/cli/last_resort.ts";
    import { mustBeFaults } from "file://${root}/harness/claims.ts";
    mustBeFaults("broker kafka, loses", ["kill-brokr"]);`;
  const args = ["eval", "--quiet", "--config", join(root, "deno.json"), script];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, exitCode.internal, said);
  assert.match(said, /^asynclab: internal error: broker kafka, loses: .*'kill-brokr'.*\n$/);
  const main = await Deno.readTextFile(join(root, "cli/main.ts"));
  assert.equal(/^import .* from "(.*)"/m.exec(main)?.[1], "./last_resort.ts");
});
