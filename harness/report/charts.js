"use strict";
// Runs in the page: draws what stands in #data, with the faults as bands behind the lines.
(() => {
  const { charts, bands, at: atWord } = JSON.parse(document.getElementById("data").textContent);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = "12px system-ui, sans-serif";

  const units = {
    count: (value) => value.toLocaleString("en"),
    ms: (value) =>
      value >= 1000 ? `${+(value / 1000).toPrecision(3)} s` : `${+value.toPrecision(3)} ms`,
    MiB: (value) => `${+value.toPrecision(4)} MiB`,
  };

  // In pixels of the canvas; an instant is still two of them wide.
  function placeOf(plot, band) {
    const { left, width } = plot.bbox;
    const right = left + width;
    const at = (seconds) => Math.min(right, Math.max(left, plot.valToPos(seconds, "x", true)));
    const from = at(band.fromS);
    const to = band.toS === null ? right : at(band.toS);
    return { from, width: Math.max(to - from, 2 * devicePixelRatio) };
  }

  function drawBands(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    for (const band of bands) {
      const { from, width } = placeOf(plot, band);
      ctx.fillStyle = color(band.effective ? "--band" : "--band-idle");
      ctx.fillRect(from, bbox.top, width, bbox.height);
      ctx.strokeStyle = color("--band-edge");
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash(band.effective ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
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
    const unit = devicePixelRatio;
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

  const axis = (values, size) => ({
    stroke: () => color("--muted"),
    grid: { stroke: () => color("--grid"), width: 1 },
    ticks: { stroke: () => color("--grid"), width: 1 },
    font,
    values,
    ...(size && { size }),
  });

  function optionsOf(chart, width) {
    const show = units[chart.unit];
    return {
      width,
      height: heightOf(width),
      padding: [nameRows * nameRowPx + 6, 12, null, null],
      cursor: { sync: { key: "time" }, drag: { x: true, y: false } },
      legend: {
        markers: { width: 3, dash: (_, i) => chart.lines[i - 1]?.dashed ? "dashed" : "solid" },
      },
      scales: {
        x: { time: false, range: (_, from, to) => [from, Math.max(to, from + 0.1)] },
        y: chart.isLogarithmic
          ? { distr: 3 }
          : { range: (_, __, most) => [0, Math.max(1, most * 1.05)] },
      },
      axes: [
        axis((_, ticks) => ticks.map((tick) => tick === null ? "" : `${+tick.toFixed(3)} s`)),
        axis((_, ticks) => ticks.map((tick) => tick === null ? "" : show(tick)), 64),
      ],
      series: [
        { label: " ", value: (_, at) => at === null ? "" : `${atWord} ${at.toFixed(2)} s` },
        ...chart.lines.map((line) => ({
          label: line.label,
          stroke: () => color(`--line-${line.color}`),
          width: 2,
          dash: line.dashed ? [5, 4] : undefined,
          spanGaps: true,
          points: { show: chart.atS.length < 40 },
          value: (_, value) => value === null || value === undefined ? "" : show(value),
        })),
      ],
      hooks: { drawClear: [drawBands], draw: [drawNames] },
    };
  }

  const heightOf = (width) => (width < 480 ? 230 : 290) + nameRows * nameRowPx;

  const plots = [...document.querySelectorAll("[data-chart]")].map((place) => {
    const chart = charts.find(({ id }) => id === place.dataset.chart);
    const data = [chart.atS, ...chart.lines.map(({ values }) => values)];
    const plot = new uPlot(optionsOf(chart, place.clientWidth), data, place);
    new ResizeObserver(() => {
      const width = place.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: heightOf(width) });
    }).observe(place);
    return plot;
  });

  // The colours are the style sheet's, which follows these.
  const redraw = () => plots.forEach((plot) => plot.redraw(false, false));
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
})();
