/** The sequence diagram of a hand-written loss: lanes, arrows and marks, in a terminal and as SVG. */
import assert from "node:assert/strict";
import { drained, effect } from "../../check/testing/hand_written.ts";
import { readXml } from "../../matrix/testing/read_xml.ts";
import { sequenceOf } from "./sequence.ts";
import { sequenceSvg } from "./sequence_svg.ts";
import { sequenceLines } from "./sequence_text.ts";
import {
  deliver,
  explained,
  killed,
  lost,
  marked,
  send,
  stored,
  struck,
  whole,
} from "./testing/events.ts";

const crash = [...struck("crash", "relay:after-mark", 13.5), ...killed("relay", 14)];
const loss = await explained([...whole, ...lost, marked(1, 13.2), ...crash, drained]);

Deno.test("lanes stand in the order of the way, and each step has its line", () => {
  const { lanes, steps } = sequenceOf(loss);
  assert.deepEqual(lanes, ["caller", "source", "relay"]);
  assert.deepEqual(steps.map(({ from, to, mark }) => `${from} ${mark} ${to}`), [
    "caller arrow source",
    "source note source",
    "source arrow caller",
    "source note source",
    "relay fault relay",
    "relay end relay",
    "relay note relay",
    "source absent source",
  ]);
});

Deno.test("a way over a broker has lanes for sender, broker, receiver and target", async () => {
  const way = [send(1, 13), stored(1, 14), deliver(1, 15), effect(1)];
  const { lanes, steps } = sequenceOf(await explained([...whole, ...lost, ...way, drained]));
  assert.deepEqual(lanes, ["caller", "source", "relay", "broker", "points", "points DB"]);
  const arrows = steps.filter(({ mark }) => mark === "arrow").map(({ from, to }) => [from, to]);
  assert.deepEqual(arrows, [
    ["caller", "source"],
    ["source", "caller"],
    ["relay", "broker"],
    ["broker", "points"],
    ["points", "points DB"],
  ]);
});

Deno.test("in a terminal, the lanes of all lines stand below one another", () => {
  const [header, ...lines] = sequenceLines(sequenceOf(loss));
  assert.match(header, /^ +caller +source +relay$/);
  assert.equal(lines.length, sequenceOf(loss).steps.length);
  const column = header.indexOf("caller") + "caller".length / 2;
  for (const line of lines) assert.match([...line][column], /[│├◀▶●┤]/, line);
  assert.match(lines[0], /^0\.010 s .*├─+▶.* Its caller sent it for kim$/);
});

Deno.test("the SVG is well-formed, names the mistake and marks its proof", () => {
  const svg = sequenceSvg(loss);
  assert.equal(readXml(svg).name, "svg");
  assert.match(svg, /The mistake: it was marked as sent before it was sent/);
  assert.match(svg, /class="step proof"/);
});
