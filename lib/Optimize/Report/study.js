// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
const trials = data.trials;
const metric = value => data.unit === "s" ? seconds(value)
  : Number(value.toPrecision(4)) + (data.unit ? " " + data.unit : "");
const isOk = trial => trial.outcome === "ok";
const startValue = isOk(trials[0]) ? trials[0].median : null;
const factor = value => startValue && value ? (startValue / value).toPrecision(4) + "x" : "";
const describe = trial => isOk(trial) ? "ok " + metric(trial.median)
  : trial.outcome + (trial.text ? ": " + trial.text : "");

// Tiles
byId("title").textContent = data.title;
byId("subtitle").textContent = data.subtitle;
function addTile(value, name) {
  const tile = element("div", undefined, "tile");
  tile.append(element("b", value), element("span", name));
  byId("tiles").append(tile);
}
addTile(data.start, "start");
addTile(data.best, "best, #" + data.incumbent);
if (data.bestMedian && startValue) addTile(factor(data.bestMedian), "of the start's speed");
if (data.reference) addTile(data.reference.text, data.reference.name);
addTile(data.evaluations, "evaluations");
addTile(data.duplicates, "duplicates, which cost nothing");
addTile(seconds(data.seconds), "in all; stopped: " + data.reason);

// The curve: evaluations that ended well as dots, the best so far as a line, the
// others at the top.
function drawCurve() {
  const svg = byId("curve");
  svg.replaceChildren();
  const width = svg.clientWidth || 800, height = 260;
  const left = 80, right = 12, top = 22, bottom = 28;
  const shown = trials.filter(t => t.duplicateOf === null);
  const good = shown.filter(isOk).map(t => t.median);
  const last = Math.max(1, shown.length);
  const low = Math.log(Math.min(...good)), high = Math.log(Math.max(...good));
  const x = index => left + (width - left - right) * (index + 0.5) / last;
  const y = value => high > low
    ? top + 14 + (height - top - bottom - 14) * (high - Math.log(value)) / (high - low)
    : height / 2;
  const add = (tag, attributes, text) => {
    const made = svgElement(tag, attributes);
    if (text !== undefined) made.textContent = text;
    svg.append(made);
    return made;
  };
  add("text", { x: 0, y: top + 4 }, "failed");
  if (good.length) {
    add("text", { x: 0, y: y(Math.max(...good)) + 4 }, metric(Math.max(...good)));
    add("text", { x: 0, y: y(Math.min(...good)) + 4 }, metric(Math.min(...good)));
  }
  add("text", { x: left, y: height - 6 }, "1");
  add("text", { x: width - right, y: height - 6, "text-anchor": "end" },
    last + " evaluations");
  let best = Infinity, path = "";
  shown.forEach((trial, index) => {
    if (isOk(trial) && trial.becameBest) best = trial.median;
    if (best < Infinity)
      path += path ? `H${x(index)}V${y(best)}` : `M${x(index)} ${y(best)}`;
    const dot = add("circle", { cx: x(index), cy: isOk(trial) ? y(trial.median) : top,
      r: trial.becameBest ? 5 : 3, "fill-opacity": 0.75,
      fill: isOk(trial) ? style("--accent") : style("--bad") });
    dot.addEventListener("mousemove", event =>
      showTip(event, `#${trial.number} ${describe(trial)}\n${trial.origin}`));
    dot.addEventListener("mouseleave", hideTip);
    dot.addEventListener("click", () => choose(trial.number));
  });
  add("path", { d: path, fill: "none", stroke: style("--accent"), "stroke-width": 1.5 });
  fillLegend("curveLegend", [["ended well", style("--accent")], ["failed", style("--bad")]]);
}

// The table
const rows = [];
function fillTrials() {
  const table = byId("trials");
  const heading = element("tr");
  for (const name of ["#", "outcome", "of start", "made by"])
    heading.append(element("th", name, name === "of start" ? "" : "words"));
  const head = element("thead"), body = element("tbody");
  head.append(heading);
  for (const trial of trials) {
    const row = element("tr", undefined, trial.number === data.incumbent ? "best" : "");
    const outcome = trial.duplicateOf === null ? describe(trial) : "same as #" + trial.duplicateOf;
    row.append(element("td", trial.number + (trial.becameBest ? " *" : ""), "words"),
      element("td", outcome, "words"),
      element("td", trial.duplicateOf === null && isOk(trial) ? factor(trial.median) : ""),
      element("td", trial.origin, "words"));
    row.title = outcome + "\n" + trial.origin;
    row.addEventListener("click", () => choose(trial.number));
    rows.push(row);
    body.append(row);
  }
  table.append(head, body);
}

// One candidate
/// Lines of both texts in order, each with whether it is in one of them only.
function compareLines(first, second) {
  const common = Array.from({ length: first.length + 1 }, () => new Uint32Array(second.length + 1));
  for (let i = first.length; i-- > 0;)
    for (let j = second.length; j-- > 0;)
      common[i][j] = first[i] === second[j] ? common[i + 1][j + 1] + 1
        : Math.max(common[i + 1][j], common[i][j + 1]);
  const lines = [];
  let i = 0, j = 0;
  while (i < first.length || j < second.length) {
    if (i < first.length && j < second.length && first[i] === second[j]) {
      lines.push(["", first[i++]]);
      ++j;
    } else if (i < first.length && (j === second.length || common[i + 1][j] >= common[i][j + 1]))
      lines.push(["removed", first[i++]]);
    else lines.push(["added", second[j++]]);
  }
  return lines;
}
/// Unchanged lines that are not near a change are counted only.
function shortenLines(lines) {
  const near = index => lines.slice(Math.max(0, index - 2), index + 3).some(line => line[0]);
  const shown = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (!near(index)) return ++skipped;
    if (skipped) shown.push(["skipped", `(${skipped} lines)`]);
    skipped = 0;
    shown.push(line);
  });
  if (skipped) shown.push(["skipped", `(${skipped} lines)`]);
  return shown;
}
let chosen = data.incumbent;
function showDiff() {
  const trial = trials[chosen], against = byId("against").value;
  const other = against === "none" ? null
    : trials[against === "start" || trial.parent === null ? 0 : trial.parent];
  const text = trial.source.split("\n");
  const lines = other && other !== trial
    ? shortenLines(compareLines(other.source.split("\n"), text))
    : text.map(line => ["", line]);
  const marks = { added: "+ ", removed: "- ", skipped: "  " };
  byId("diff").replaceChildren(...lines.map(([kind, line]) =>
    element("span", (marks[kind] || "  ") + line, kind)));
}
function showFeedback(trial) {
  const list = byId("feedback");
  list.replaceChildren();
  const add = (title, texts) => {
    if (!texts.length) return;
    list.append(element("p", title, "hint"));
    const items = element("ul");
    for (const text of texts) items.append(element("li", text));
    list.append(items);
  };
  add("What it means", trial.explain);
  add("What to do", trial.suggest);
  if (!list.childElementCount) list.append(element("p", "No feedback.", "hint"));
}
function choose(number) {
  rows[chosen].classList.remove("chosen");
  chosen = number;
  rows[chosen].classList.add("chosen");
  const trial = trials[number];
  byId("chosenTitle").textContent = `#${number}: ${describe(trial)}`;
  byId("chosenOrigin").textContent = "made by: " + trial.origin
    + (trial.parent === null ? "" : `, from #${trial.parent}`)
    + (trial.duplicateOf === null ? "" : `, decides the same as #${trial.duplicateOf}`);
  showFeedback(trial);
  showDiff();
}

fillTrials();
drawCurve();
choose(data.incumbent);
byId("best").textContent = data.bestSource;
if (data.attribution.length)
  fillTable(byId("attribution"), ["change", "without it"],
    data.attribution.map(part => [part.change,
      part.ratio > 0 ? part.ratio.toFixed(part.ratio < 100 ? 2 : 0) + "x slower"
        : part.outcome]));
else byId("attributionCard").hidden = true;
byId("against").addEventListener("change", showDiff);
addEventListener("resize", drawCurve);
byId("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  drawCurve();
});
