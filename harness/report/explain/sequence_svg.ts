/** The sequence diagram as one SVG image, in the colours of the reader's system. */
import { type Markup, markup, trusted } from "../markup.ts";
import type { Explanation } from "./clause.ts";
import { type Sequence, sequenceOf, type Step } from "./sequence.ts";
import { clock, mistakeWords, wrongWords } from "./words.ts";

const [laneWidth, rowHeight, left, top] = [150, 34, 80, 70];
/** The widest letter of a bold label, on average. */
const letterWidth = 7.5;
const widthOf = (text: string): number => Math.ceil(text.length * letterWidth) + 20;

const style = `
  svg { font: 13px system-ui, sans-serif; background: #fff; color: #1b1f24 }
  text { fill: currentColor }
  .lane { font-weight: 600; text-anchor: middle }
  .life { stroke: #b8c0cc; stroke-dasharray: 3 4 }
  .step { stroke: currentColor; stroke-width: 1.5; fill: none }
  .proof { stroke: #b3261e; stroke-width: 2.5 }
  .time { font-variant-numeric: tabular-nums; text-anchor: end; fill: #5b6572 }
  .proofs { font-weight: 600 }
  .title { font-size: 16px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171c; color: #e6e9ee }
    .life { stroke: #47505d }
    .proof { stroke: #ff8a80 }
    .time { fill: #9aa5b4 }
  }
`;

export function sequenceSvg(explanation: Explanation): string {
  const sequence = sequenceOf(explanation);
  const { lanes, steps } = sequence;
  const height = top + steps.length * rowHeight + 60;
  const mistake = mistakeWords(explanation.mistake);
  const conclusion = mistake === null ? "" : `The mistake: ${mistake}.`;
  const labels = Math.max(...steps.map(({ label }) => widthOf(label)));
  const width = Math.max(left + lanes.length * laneWidth + labels, 12 + widthOf(conclusion));
  const title = `Operation ${explanation.op}: ${wrongWords[explanation.wrong]}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<style>${trusted(style)}</style>
<text class="title" x="12" y="24">${title}</text>
${lanes.map((lane) => laneMarkup(lane, sequence))}
${steps.map((step, i) => stepMarkup(step, i, sequence))}
<text x="12" y="${height - 18}">${conclusion}</text>
</svg>
`.toString();
}

const xOf = (lane: string, { lanes }: Sequence): number =>
  left + lanes.indexOf(lane) * laneWidth + laneWidth / 2;
const yOf = (index: number): number => top + index * rowHeight + rowHeight / 2;

function laneMarkup(lane: string, sequence: Sequence): Markup {
  const x = xOf(lane, sequence);
  const end = yOf(sequence.steps.length);
  return markup`<text class="lane" x="${x}" y="${top - 18}">${lane}</text>
<line class="life" x1="${x}" y1="${top - 8}" x2="${x}" y2="${end}"/>
`;
}

function stepMarkup(step: Step, index: number, sequence: Sequence): Markup {
  const y = yOf(index);
  const labelX = left + sequence.lanes.length * laneWidth;
  const time = step.atMs === null ? "" : clock(step.atMs);
  return markup`<text class="time" x="${left - 8}" y="${y + 4}">${time}</text>
<path class="step${step.isProof ? " proof" : ""}" d="${pathOf(step, y, sequence)}"/>
<text${step.isProof ? markup` class="proofs"` : null} x="${labelX}" y="${
    y + 4
  }">${step.label}</text>
`;
}

/** An arrow, or the shape of a mark: a dot, a cross, a flash, an empty ring. */
function pathOf({ from, to, mark }: Step, y: number, sequence: Sequence): string {
  const [x, end] = [xOf(from, sequence), xOf(to, sequence)];
  const ring = (r: number) =>
    `M${x - r},${y} a${r},${r} 0 1,0 ${2 * r},0 a${r},${r} 0 1,0 -${2 * r},0`;
  switch (mark) {
    case "arrow": {
      const back = end > x ? -8 : 8;
      return `M${x},${y} H${end} m${back},-5 L${end},${y} l${back},5`;
    }
    case "note":
      return ring(3);
    case "absent":
      return `${ring(7)} M${x - 5},${y + 5} l10,-10`;
    case "end":
      return `M${x - 6},${y - 6} l12,12 m0,-12 l-12,12`;
    case "fault":
      return `M${x + 2},${y - 9} l-7,10 h6 l-3,9 l8,-11 h-6 z`;
  }
}
