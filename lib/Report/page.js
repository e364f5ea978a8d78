// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"use strict";
const run = data.run;
const ok = run.outcome.kind === "ok";
const span = data.span;
/// Names of parts of the only node go without it.
const shorten = name => run.nodes === 1 ? name.replace(/^node 0 /, "") : name;
const nameMemory = index => shorten(run.memories[index].memory);
const nameProcessor = index => shorten(run.processors[index].processor);


// Canvases
function fillText(context, text, x, y, width) {
  let shown = text;
  for (let length = text.length; length > 1 && context.measureText(shown).width > width; --length)
    shown = text.slice(0, length - 1) + "\u2026";
  context.fillText(shown, x, y);
}
/// Names at the left of rows, as many as there is room for.
function drawRowNames(context, names, rowHeight, width) {
  context.fillStyle = style("--text");
  const every = Math.ceil(12 / rowHeight);
  names.forEach((name, index) => {
    if (index % every === 0)
      fillText(context, name, 0, (index + 0.5) * rowHeight + topMargin, width - 8);
  });
}
/// The room for such names, at most a third of `width`.
function measureNames(names, width) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = textFont;
  return Math.min(12 + largest(names.map(name => context.measureText(name).width), 0), width / 3);
}
/// Half a line of text, which sticks out of low rows.
const topMargin = 6;
/// Round times for an axis of `length` from `from`.
function ticks(from, length, count) {
  const raw = length / count;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const all = [];
  for (let number = Math.ceil(from / step); number * step <= from + length; ++number)
    all.push(number * step);
  return all;
}

// Summary
function listTiles() {
  const tiles = [];
  if (ok) {
    tiles.push([seconds(span), "makespan"]);
    if (run.work > 0 && span > 0) tiles.push([rate(run.work / span, run.work_unit), "throughput"]);
    const busiest = run.processors.reduce((a, b) => b.busy_seconds > a.busy_seconds ? b : a);
    if (span > 0) {
      tiles.push([share(busiest.busy_seconds / span), "busiest: " + shorten(busiest.processor)]);
      tiles.push([share(largest(run.runtime_busy_seconds, 0) / span), "runtime busy"]);
    }
  } else {
    tiles.push([run.outcome.kind, run.outcome.text, "bad"]);
  }
  tiles.push([amount(run.copy_bytes), run.copies + " copies"]);
  tiles.push([amount(run.network_bytes), "over the network"]);
  return tiles;
}
function writeSummary() {
  document.title = run.program + " on " + run.machine;
  byId("title").textContent = document.title;
  byId("subtitle").textContent = run.nodes + (run.nodes === 1 ? " node" : " nodes") +
    ", mapper " + run.mapper;
  for (const [value, name, kind] of listTiles()) {
    const tile = element("div", undefined, "tile " + (kind || ""));
    tile.append(element("b", value), element("span", name));
    byId("tiles").append(tile);
  }
  const occupants = run.outcome.occupants || [];
  byId("occupantsCard").hidden = !occupants.length;
  fillTable(byId("occupants"), ["occupant", "bytes", "in use"],
    occupants.map(o => [o.what, amount(o.bytes), o.in_use ? "yes" : "no"]), [0, 2]);
}

// Timeline
const shownProcessors = [...new Set(data.segments.map(s => s[0]))].sort((a, b) => a - b);
const rowOfProcessor = new Map(shownProcessors.map((processor, row) => [processor, row]));
const rows = shownProcessors.map(p => ({ name: nameProcessor(p), items: [], isCopy: false }));
for (const segment of data.segments)
  rows[rowOfProcessor.get(segment[0])].items.push(segment);
const rowOfRoute = new Map();
for (const number of data.shownRoutes) {
  const route = data.routes[number];
  rowOfRoute.set(number, rows.length);
  rows.push({ name: nameMemory(route[0]) + " \u2192 " + nameMemory(route[1]), items: [],
    isCopy: true });
}
for (const copy of data.copies)
  rows[rowOfRoute.get(copy[0])].items.push(copy);
/// Task kinds that ran; those that took longest come first.
const usedTasks = [...new Set(data.segments.map(s => s[1]))].sort((a, b) =>
  run.tasks[b].kernel_seconds - run.tasks[a].kernel_seconds || a - b);
const colorOfTask = new Map(usedTasks.map((kind, index) => [kind, color(index)]));
/// How much of the time of tasks that are shown as one they are running.
const density = item => item[3] > item[2] ? Math.min(1, item[6] / (item[3] - item[2])) : 1;
const view = { from: 0, length: span };
const rowHeight = Math.max(3, Math.min(20, 700 / Math.max(1, rows.length)));
const rowNames = rows.map(row => row.name);
/// Where the time axis of the timeline begins.
const timelineLeft = width => measureNames(rowNames, width);
const timeAt = (x, width) =>
  view.from + (x - timelineLeft(width)) / (width - timelineLeft(width)) * view.length;

function drawTimeline() {
  const height = rows.length * rowHeight + topMargin;
  const { context, width } = fitCanvas(byId("timeline"), height + 24);
  const left = timelineLeft(width);
  const x = time => left + (time - view.from) / view.length * (width - left);
  for (const at of ticks(view.from, view.length, Math.max(2, width / 150))) {
    context.fillStyle = style("--line");
    context.fillRect(x(at), topMargin, 1, height - topMargin);
    context.fillStyle = style("--soft");
    context.fillText(seconds(at), Math.min(x(at) + 3, width - 56), height + 12);
  }
  drawRowNames(context, rowNames, rowHeight, left);
  rows.forEach((row, index) => {
    const top = index * rowHeight + topMargin;
    const gap = rowHeight > 5 ? 1 : 0;
    for (const item of row.items) {
      if (item[3] < view.from || item[2] > view.from + view.length) continue;
      const from = Math.max(left, x(item[2])), to = Math.min(width, x(item[3]));
      context.fillStyle = !row.isCopy ? colorOfTask.get(item[1]) : item[1] ? foldColor : copyColor;
      context.globalAlpha = row.isCopy ? 1 : Math.max(0.3, density(item));
      context.fillRect(from, top + gap, Math.max(0.7, to - from), rowHeight - 2 * gap);
    }
    context.globalAlpha = 1;
  });
}
function describeItem(row, item) {
  const what = row.isCopy ? (item[1] ? "fold" : "copy") + ", " + amount(item[6])
    : run.tasks[item[1]].task + " " + item[5];
  const many = item[4] > 1 ? " and others, " + item[4] + " in all" : "";
  return row.name + "\n" + what + many + "\n" + seconds(item[2]) + " to " + seconds(item[3]) +
    ", " + seconds(item[3] - item[2]) + (many && !row.isCopy ? ", busy " + seconds(item[6]) : "");
}
function clampView() {
  view.length = Math.min(span, Math.max(span * 1e-6, view.length));
  view.from = Math.min(span - view.length, Math.max(0, view.from));
}
function zoomTimeline(event) {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const box = event.target.getBoundingClientRect();
  const fixed = Math.max(view.from, timeAt(event.clientX - box.left, box.width));
  const factor = event.deltaY > 0 ? 1.25 : 0.8;
  view.from = fixed - (fixed - view.from) * factor;
  view.length *= factor;
  clampView();
  drawTimeline();
}
function wireTimeline() {
  const canvas = byId("timeline");
  let drag = null;
  canvas.addEventListener("wheel", zoomTimeline, { passive: false });
  canvas.addEventListener("mousedown", event => { drag = event.clientX; });
  addEventListener("mouseup", () => { drag = null; });
  canvas.addEventListener("dblclick", () => {
    Object.assign(view, { from: 0, length: span });
    drawTimeline();
  });
  canvas.addEventListener("mousemove", event => {
    const box = canvas.getBoundingClientRect();
    if (drag !== null) {
      view.from -= (event.clientX - drag) / (box.width - timelineLeft(box.width)) * view.length;
      drag = event.clientX;
      clampView();
      drawTimeline();
      return hideTip();
    }
    const row = rows[Math.floor((event.clientY - box.top - topMargin) / rowHeight)];
    const time = timeAt(event.clientX - box.left, box.width);
    const item = row && row.items.find(i => i[2] <= time && time <= i[3]);
    showTip(event, item ? describeItem(row, item) : "");
  });
  canvas.addEventListener("mouseleave", hideTip);
}
function explainTimeline() {
  fillLegend("timelineLegend", [
    ...usedTasks.map(kind => [run.tasks[kind].task, colorOfTask.get(kind)]),
    ...(data.copies.length ? [["copy", copyColor], ["fold", foldColor]] : [])]);
  const hidden = data.routes.length - data.shownRoutes.length;
  byId("timelineHint").textContent =
    "Ctrl and wheel to zoom, drag to move, double click to see all." +
    (hidden > 0 ? " The " + data.shownRoutes.length + " routes with most bytes of " +
      data.routes.length + "." : "");
}

// Utilization
function sumBusy(bins) {
  const busy = shownProcessors.map(() => new Float64Array(bins));
  for (const segment of data.segments) {
    const [processor, , start, end] = segment;
    const row = busy[rowOfProcessor.get(processor)];
    for (let bin = Math.floor(start / span * bins); bin < bins && bin / bins * span < end; ++bin)
      row[bin] += density(segment) *
        (Math.min(end, (bin + 1) / bins * span) - Math.max(start, bin / bins * span));
  }
  return busy;
}
function drawUtilization() {
  const bins = 120;
  const cellHeight = Math.max(3, Math.min(18, 420 / Math.max(1, shownProcessors.length)));
  const height = shownProcessors.length * cellHeight + topMargin;
  const { context, width } = fitCanvas(byId("utilization"), height + 24);
  const names = shownProcessors.map(nameProcessor);
  const left = measureNames(names, width);
  const cell = (width - left) / bins;
  drawRowNames(context, names, cellHeight, left);
  sumBusy(bins).forEach((row, index) => row.forEach((value, bin) => {
    context.fillStyle = heat(Math.min(1, value / (span / bins)));
    context.fillRect(left + bin * cell, index * cellHeight + topMargin, cell + 0.5,
      cellHeight - (cellHeight > 5 ? 1 : 0));
  }));
  context.fillStyle = style("--soft");
  context.fillText("0 s", left, height + 12);
  context.textAlign = "right";
  context.fillText(seconds(span), width, height + 12);
  const idle = run.processors.length - shownProcessors.length;
  fillLegend("utilizationLegend",
    [0, 0.25, 0.5, 0.75, 1].map(value => [(100 * value) + " %", heat(value)]));
  if (idle > 0) byId("utilizationLegend").append(idle + " idle processors are not shown");
}

// Critical path
function writeCriticalPath() {
  const kinds = Object.keys(run.critical_path_seconds);
  const total = kinds.reduce((sum, kind) => sum + run.critical_path_seconds[kind], 0);
  const entries = [];
  kinds.forEach((kind, index) => {
    const part = run.critical_path_seconds[kind];
    if (part <= 0) return;
    const piece = element("div");
    piece.style.cssText = `background:${color(index)};width:${100 * part / total}%`;
    piece.title = kind + " " + seconds(part);
    byId("criticalBar").append(piece);
    entries.push([kind + " " + share(part / total), color(index)]);
  });
  byId("criticalCard").hidden = !entries.length;
  fillLegend("criticalLegend", entries);
  fillTable(byId("criticalSteps"), ["longest steps", "at", "time", "what"],
    data.critical.map(s => [kinds[s[0]], seconds(s[1]), seconds(s[2] - s[1]),
      s[3].replace(/node \d+ \S+/g, shorten)]), [0, 3]);
}

// Data movement
/// The bytes between memories, or between nodes if there are too many memories.
function sumMovement() {
  const count = new Set(data.routes.flatMap(r => [r[0], r[1]])).size;
  const isByNode = count > 48;
  const find = memory => isByNode ? run.memories[memory].node : memory;
  const name = index => isByNode ? "node " + index : nameMemory(index);
  const sums = new Map();
  for (const [from, to, bytes, copies] of data.routes) {
    const key = find(from) + "," + find(to);
    const sum = sums.get(key) || { bytes: 0, copies: 0 };
    sums.set(key, { bytes: sum.bytes + bytes, copies: sum.copies + copies });
  }
  const used = [...new Set(data.routes.flatMap(r => [find(r[0]), find(r[1])]))]
    .sort((a, b) => a - b);
  return { used, name, get: (from, to) => sums.get(from + "," + to),
    most: largest([...sums.values()].map(s => s.bytes), 1) };
}
function writeMovementTable({ used, name, get, most }) {
  const table = element("table");
  fillTable(table, ["", ...used.map(name)], used.map(from =>
    [name(from), ...used.map(to => get(from, to) ? amount(get(from, to).bytes) : "")]));
  used.forEach((from, row) => used.forEach((to, column) => {
    const sum = get(from, to);
    if (!sum) return;
    const cell = table.rows[row + 1].cells[column + 1];
    cell.title = sum.copies + " copies";
    cell.style.background =
      `color-mix(in srgb, var(--accent) ${8 + 42 * sum.bytes / most}%, transparent)`;
  }));
  return table;
}
function drawMovement(canvas, { used, name, get, most }) {
  const cell = Math.max(3, Math.min(16, 420 / used.length));
  const names = used.map(name), size = used.length * cell;
  const left = measureNames(names, 600);
  const { context } = fitCanvas(canvas, size + 2 * topMargin, left + size);
  drawRowNames(context, names, cell, left);
  used.forEach((from, row) => used.forEach((to, column) => {
    const sum = get(from, to);
    context.fillStyle = sum ? heat(0.15 + 0.85 * sum.bytes / most) : style("--empty");
    context.fillRect(left + column * cell, row * cell + topMargin, cell - 0.5, cell - 0.5);
  }));
  canvas.onmousemove = event => {
    const box = canvas.getBoundingClientRect();
    const from = used[Math.floor((event.clientY - box.top - topMargin) / cell)];
    const to = used[Math.floor((event.clientX - box.left - left) / cell)];
    const sum = get(from, to);
    showTip(event, sum ? name(from) + " \u2192 " + name(to) + "\n" + amount(sum.bytes) + ", " +
      sum.copies + " copies" : "");
  };
  canvas.onmouseleave = hideTip;
}
function writeMovement() {
  const movement = sumMovement();
  if (!data.routes.length) byId("movement").replaceChildren(element("p", "No copies.", "hint"));
  else if (movement.used.length <= 10)
    byId("movement").replaceChildren(writeMovementTable(movement));
  else {
    const canvas = element("canvas");
    canvas.id = "movementMap";
    byId("movement").replaceChildren(canvas,
      element("p", "Columns are in the order of the rows. The strongest colour stands for " +
        amount(movement.most) + ".", "hint"));
    drawMovement(canvas, movement);
  }
}

// Memory over time
function drawMemory({ memory, at }) {
  const width = 240, height = 64;
  const facts = run.memories[memory];
  const top = Math.max(facts.peak_bytes, 1);
  let path = `M0 ${height}`;
  for (const [time, bytes] of at)
    path += `H${+(time / span * width).toFixed(2)}V${+(height - bytes / top * (height - 4)).toFixed(2)}`;
  const picture = svgElement("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
    preserveAspectRatio: "none", "aria-label": facts.memory + " over time" });
  picture.append(svgElement("rect", { width, height, fill: "var(--empty)" }),
    svgElement("path", { d: path + `H${width}V${height}Z`, fill: color(0) }));
  const figure = element("figure"), caption = element("figcaption");
  caption.append(element("b", nameMemory(memory)), " peak " + amount(facts.peak_bytes) +
    (facts.capacity_bytes ? " (" + share(facts.peak_bytes / facts.capacity_bytes) + ")" : ""));
  figure.append(picture, caption);
  return figure;
}
function writeMemory() {
  if (!data.samples.length || span <= 0)
    return byId("memory").append(element("p", "No instances.", "hint"));
  byId("memory").append(...data.samples.map(drawMemory));
  const used = run.memories.filter(m => m.peak_bytes > 0).length;
  byId("memoryHint").textContent = "Each up to its peak, from 0 s to " + seconds(span) + "." +
    (used > data.samples.length ? " The " + data.samples.length + " fullest of " + used + "." : "");
}

// Placement
/// How many processors of each kind a node has.
const countOfKind = new Map();
for (const { kind, index } of run.processors)
  countOfKind.set(kind, Math.max(countOfKind.get(kind) || 0, index + 1));
const hueOfNode = node => Math.round(node * 360 / run.nodes);
/// On one node a colour for each processor; else the node's hue, in shades.
function colorOfProcessor(processor) {
  const { node, kind, index } = run.processors[processor];
  if (run.nodes === 1) return color(index);
  return `hsl(${hueOfNode(node)} 50% ${30 + 26 * index / Math.max(1, countOfKind.get(kind) - 1)}%)`;
}
function shapeGrid({ lo, hi }) {
  const rank = lo.length, wrap = 32;
  const extents = lo.map((low, d) => hi[d] - low + 1);
  const columns = rank === 1 ? Math.min(wrap, extents[0]) : extents[rank - 1];
  const lines = rank === 1 ? Math.ceil(extents[0] / wrap) : extents[rank - 2];
  const most = Math.max(columns, lines);
  return { extents, columns, lines,
    points: rank === 1 ? extents[0] : columns * lines,
    size: Math.min(30, Math.max(520 / most, Math.min(3, 1536 / most))) };
}
function formatPoint({ lo }, extents, number) {
  const point = [];
  for (let d = lo.length - 1; d >= 0; --d) {
    point.unshift(lo[d] + number % extents[d]);
    number = Math.floor(number / extents[d]);
  }
  return "(" + point.join(",") + ")";
}
function drawGrid(canvas, launch, slice) {
  const { extents, columns, lines, points, size } = shapeGrid(launch);
  const { context } = fitCanvas(canvas, lines * size, columns * size);
  const first = slice * points;
  context.textAlign = "center";
  context.font = "11px system-ui, 'DejaVu Sans', sans-serif";
  for (let i = 0; i < points; ++i) {
    const processor = launch.processors[first + i];
    const x = (i % columns) * size, y = Math.floor(i / columns) * size;
    context.fillStyle = colorOfProcessor(processor);
    context.fillRect(x, y, size - (size > 4 ? 1 : 0), size - (size > 4 ? 1 : 0));
    if (size < 24) continue;
    const { node, index } = run.processors[processor];
    context.fillStyle = "#ffffff";
    context.fillText(run.nodes === 1 ? index : node + "." + index, x + size / 2, y + size / 2);
  }
  canvas.onmousemove = event => {
    const box = canvas.getBoundingClientRect();
    const i = Math.floor((event.clientY - box.top) / size) * columns +
      Math.floor((event.clientX - box.left) / size);
    showTip(event, i < points ? formatPoint(launch, extents, first + i) + ": " +
      nameProcessor(launch.processors[first + i]) : "");
  };
  canvas.onmouseleave = hideTip;
}
function listProcessors(launch) {
  const used = [...new Set(launch.processors)].sort((a, b) => a - b);
  if (run.nodes === 1) return used.map(p => [nameProcessor(p), colorOfProcessor(p)]);
  return [...new Set(used.map(p => run.processors[p].node))]
    .map(node => ["node " + node, `hsl(${hueOfNode(node)} 50% 50%)`]);
}
/// What stands in the cells: nothing in small ones.
function explainCells(launch) {
  const kind = run.processors[launch.processors[0]].kind;
  if (shapeGrid(launch).size < 24) return run.nodes === 1 ? "" : " Shades: " + kind + "s of a node.";
  return run.nodes === 1 ? " In the cells: " + kind + "." : " In the cells: node." + kind + ".";
}
function drawPlacement() {
  const launch = data.launches[byId("launch").value];
  if (!launch) return;
  const rank = launch.lo.length, most = 16;
  const slices = launch.processors.length / shapeGrid(launch).points;
  byId("placement").replaceChildren();
  for (let slice = 0; slice < Math.min(slices, most); ++slice) {
    const figure = element("figure"), canvas = element("canvas");
    canvas.id = "placement" + slice;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Processors of " + run.tasks[launch.task].task);
    figure.append(canvas);
    const outer = formatPoint({ lo: launch.lo.slice(0, rank - 2) },
      shapeGrid(launch).extents.slice(0, rank - 2), slice);
    if (slices > 1) figure.append(element("figcaption", outer.replace(")", ",*,*)")));
    byId("placement").append(figure);
    drawGrid(canvas, launch, slice);
  }
  fillLegend("placementLegend", listProcessors(launch));
  byId("placementHint").textContent = (rank === 1 ? "Points from left to right, 32 a line."
    : "Last dimension from left to right.") + explainCells(launch) +
    (slices > most ? " " + most + " slices of " + slices + "." : "") +
    (data.hiddenLaunches ? " Not shown: " + data.hiddenLaunches +
      " launches with more than 65536 points or gaps." : "");
}
function wirePlacement() {
  const select = byId("launch");
  data.launches.forEach((launch, index) => {
    const option = element("option", run.tasks[launch.task].task + " [" +
      launch.lo.map((low, d) => low + ".." + launch.hi[d]).join(", ") + "]");
    option.value = index;
    select.append(option);
  });
  select.hidden = !data.launches.length;
  if (!data.launches.length) byId("placementHint").textContent = data.hiddenLaunches
    ? "All launches have more than 65536 points, or gaps." : "No index launches.";
  select.addEventListener("change", drawPlacement);
}

// Tables
function writeTables() {
  const ran = run.tasks.filter(task => task.count > 0)
    .sort((a, b) => b.kernel_seconds - a.kernel_seconds);
  const total = ran.reduce((sum, task) => sum + task.kernel_seconds, 0) || 1;
  fillTable(byId("tasks"), ["task", "count", "kernels", "share", "each", "queueing"],
    ran.map(t => [t.task, t.count, seconds(t.kernel_seconds), share(t.kernel_seconds / total),
      seconds(t.kernel_seconds / t.count), seconds(t.queueing_seconds)]));
  fillTable(byId("channels"), ["channel", "bytes", "busy"],
    [...run.channels].sort((a, b) => b.bytes - a.bytes).map(c =>
      [shorten(c.channel), amount(c.bytes), span > 0 ? share(c.busy_seconds / span) : ""]));
  fillTable(byId("memories"), ["memory", "kind", "peak", "capacity", "used", "copied in",
    "copied out"],
    run.memories.filter(m => m.peak_bytes > 0).map(m => [shorten(m.memory), m.kind,
      amount(m.peak_bytes), m.capacity_bytes ? amount(m.capacity_bytes) : "unknown",
      m.capacity_bytes ? share(m.peak_bytes / m.capacity_bytes) : "",
      amount(m.copied_in_bytes), amount(m.copied_out_bytes)]), [0, 1]);
}

// The page
const hasTimeline = span > 0 && rows.length > 0;
const hasUtilization = span > 0 && shownProcessors.length > 0;
function drawAll() {
  if (hasTimeline) drawTimeline();
  if (hasUtilization) drawUtilization();
  writeMovement();
  drawPlacement();
}
byId("timelineCard").hidden = !hasTimeline;
byId("utilizationCard").hidden = !hasUtilization;
byId("tasksCard").hidden = !ok;
writeSummary();
writeCriticalPath();
writeMemory();
writeTables();
wireTimeline();
explainTimeline();
wirePlacement();
drawAll();
addEventListener("resize", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
byId("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  drawAll();
});
document.documentElement.dataset.ready = "yes";
