"use strict";
// A line's shape says the same as its colour; it stands in the legend and on the line.
const shapes = [
  { sign: "●", edges: 0 },
  { sign: "■", edges: 4, turn: Math.PI / 4 },
  { sign: "▲", edges: 3, turn: -Math.PI / 2 },
  { sign: "◆", edges: 4, turn: 0 },
  { sign: "▼", edges: 3, turn: Math.PI / 2 },
  { sign: "⬟", edges: 5, turn: -Math.PI / 2 },
];
const shapeOf = ({ color }) => shapes[(color - 1) % shapes.length];

function drawShape(ctx, { edges, turn }, x, y, radius) {
  ctx.beginPath();
  if (edges === 0) ctx.arc(x, y, radius * 0.8, 0, 2 * Math.PI);
  for (let i = 0; i < edges; i++) {
    const angle = turn + 2 * Math.PI * i / edges;
    ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.fill();
}

// Hazards stand on the time axis: each with its own instant, whatever the lines do.
function drawMarks({ ctx, bbox, valToPos }, marks, color, dot) {
  ctx.save();
  ctx.fillStyle = color;
  for (const { atS } of marks) {
    const x = valToPos(atS, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    drawShape(ctx, shapes[3], x, bbox.top + bbox.height, 5 * dot);
  }
  ctx.restore();
}

function drawLimit({ ctx, bbox, valToPos }, { value, label }, color, dot) {
  const y = valToPos(value, "y", true);
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = dot;
  ctx.setLineDash([8 * dot, 4 * dot]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(right, y);
  ctx.stroke();
  ctx.font = `${12 * dot}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(label, right - 4 * dot, y - 2 * dot);
  ctx.restore();
}

const rangeOf = ({ limit }, least, most) =>
  uPlot.rangeLog(least, Math.max(most, limit?.value ?? most), 10, true);

const units = {
  count: (value) => value.toLocaleString("en"),
  ms: (value) =>
    value >= 1000 ? `${+(value / 1000).toPrecision(3)} s` : `${+value.toPrecision(3)} ms`,
  MiB: (value) => `${+value.toPrecision(4)} MiB`,
};

// Runs in the page: draws what stands in #data, with the faults as bands behind the lines.
(() => {
  const text = document.getElementById("data").textContent;
  const { charts, bands, marks, at: atWord } = JSON.parse(text);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // A printer has more dots than a screen: on paper a chart is drawn so many times larger, and the
  // style sheet makes it small again.
  let zoom = 1;
  const paper = { zoom: 3, width: 400, height: 150 };
  const dots = () => devicePixelRatio * zoom;

  // In pixels of the canvas; an instant is still two of them wide.
  function placeOf(plot, band) {
    const { left, width } = plot.bbox;
    const right = left + width;
    const at = (seconds) => Math.min(right, Math.max(left, plot.valToPos(seconds, "x", true)));
    const from = at(band.fromS);
    const to = band.toS === null ? right : at(band.toS);
    return { from, width: Math.max(to - from, 2 * dots()) };
  }

  function drawBands(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    for (const band of bands) {
      const { from, width } = placeOf(plot, band);
      ctx.fillStyle = color(band.effective ? "--band" : "--band-idle");
      if (!band.isHollow) ctx.fillRect(from, bbox.top, width, bbox.height);
      ctx.strokeStyle = color("--band-edge");
      ctx.lineWidth = dots();
      ctx.setLineDash(band.effective ? [] : [4 * dots(), 4 * dots()]);
      ctx.strokeRect(from, bbox.top, width, bbox.height);
    }
    ctx.restore();
  }

  // Names stand above the plot, one that would cover another in a row of its own; a name for which
  // no row is left is told by the words above the charts.
  const nameRows = Math.min(3, bands.length);
  const nameRowPx = 17;

  function drawNames(plot) {
    const { ctx, bbox } = plot;
    const unit = dots();
    ctx.save();
    ctx.font = `${12 * unit}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    const ends = Array(nameRows).fill(-Infinity);
    for (const band of bands) {
      const width = ctx.measureText(band.label).width + 8 * unit;
      const { from } = placeOf(plot, band);
      const x = Math.max(bbox.left, Math.min(from, bbox.left + bbox.width - width));
      const row = ends.findIndex((end) => end <= x);
      if (row < 0) continue;
      ends[row] = x + width;
      const y = bbox.top - (row + 1) * nameRowPx * unit;
      ctx.fillStyle = color(band.effective ? "--band" : "--band-idle");
      ctx.fillRect(x, y, width, (nameRowPx - 1) * unit);
      ctx.fillStyle = color("--text");
      ctx.fillText(band.label, x + 4 * unit, y + 2 * unit);
    }
    ctx.restore();
  }

  // Not on every point: a line of many points stays a line.
  const shapeGapPx = 48;

  function drawShapes(plot, lines) {
    const { ctx, data } = plot;
    ctx.save();
    lines.forEach((line, index) => {
      if (!plot.series[index + 1].show) return;
      ctx.fillStyle = color(`--line-${line.color}`);
      let next = -Infinity;
      data[index + 1].forEach((value, i) => {
        if (value === null) return;
        const x = plot.valToPos(data[0][i], "x", true);
        if (x < next || x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) return;
        next = x + shapeGapPx * dots();
        drawShape(ctx, shapeOf(line), x, plot.valToPos(value, "y", true), 5 * dots());
      });
    });
    ctx.restore();
  }

  const axis = (values, size, space) => ({
    stroke: () => color("--muted"),
    grid: { stroke: () => color("--grid"), width: zoom },
    ticks: { stroke: () => color("--grid"), width: zoom, size: 10 * zoom },
    font: `${12 * zoom}px system-ui, sans-serif`,
    gap: 5 * zoom,
    space: space * zoom,
    size: size * zoom,
    values,
  });

  function optionsOf(chart, width) {
    const show = units[chart.unit];
    return {
      width,
      height: heightOf(width),
      padding: [(nameRows * nameRowPx + 6) * zoom, 24 * zoom, 0, 0],
      cursor: { sync: { key: "time" }, drag: { x: true, y: false } },
      legend: {
        markers: { width: 3, dash: (_, i) => chart.lines[i - 1]?.dashed ? "dashed" : "solid" },
      },
      scales: {
        x: { time: false, range: (_, from, to) => [from, Math.max(to, from + 0.1)] },
        y: chart.isLogarithmic
          ? { distr: 3, range: (_, least, most) => rangeOf(chart, least, most) }
          : { range: (_, __, most) => [0, Math.max(1, most * 1.05)] },
      },
      axes: [
        axis(
          (_, ticks) => ticks.map((tick) => tick === null ? "" : `${+tick.toFixed(3)} s`),
          34,
          50,
        ),
        axis((_, ticks) => ticks.map((tick) => tick === null ? "" : show(tick)), 64, 30),
      ],
      series: [
        { label: " ", value: (_, at) => at === null ? "" : `${atWord} ${at.toFixed(2)} s` },
        ...chart.lines.map((line) => ({
          label: `${shapeOf(line).sign} ${line.label}`,
          stroke: () => color(`--line-${line.color}`),
          width: 2 * zoom,
          dash: line.dashed ? [5 * zoom, 4 * zoom] : undefined,
          spanGaps: true,
          points: { show: false },
          value: (_, value) => value === null || value === undefined ? "" : show(value),
        })),
      ],
      hooks: {
        drawClear: [drawBands],
        draw: [drawNames, (plot) => drawOver(plot, chart)],
      },
    };
  }

  function drawOver(plot, { lines, limit }) {
    drawShapes(plot, lines);
    drawMarks(plot, marks, color("--broken"), dots());
    if (limit) drawLimit(plot, limit, color("--broken"), dots());
  }

  const heightOf = (width) =>
    ((zoom > 1 ? paper.height : width < 480 ? 230 : 290) + nameRows * nameRowPx) * zoom;

  const places = [...document.querySelectorAll("[data-chart]")];
  let plots = [];

  function drawAll() {
    for (const plot of plots) plot.destroy();
    plots = places.map((place) => {
      const chart = charts.find(({ id }) => id === place.dataset.chart);
      const data = [chart.atS, ...chart.lines.map(({ values }) => values)];
      const width = zoom === 1 ? place.clientWidth : paper.width * zoom;
      return new uPlot(optionsOf(chart, width), data, place);
    });
  }

  drawAll();
  const observer = new ResizeObserver(() => {
    if (zoom !== 1) return;
    places.forEach(({ clientWidth: width }, i) => {
      if (width > 0 && width !== plots[i].width) {
        plots[i].setSize({ width, height: heightOf(width) });
      }
    });
  });
  for (const place of places) observer.observe(place);

  // The colours are the style sheet's, which follows the scheme; paper is light.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  const drawOn = (isPaper) => {
    document.documentElement.classList.toggle("paper", isPaper);
    zoom = isPaper ? paper.zoom : 1;
    drawAll();
  };
  addEventListener("beforeprint", () => drawOn(true));
  addEventListener("afterprint", () => drawOn(false));
})();
