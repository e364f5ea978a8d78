// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What all pages have in common.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);
const largest = (values, least) => values.reduce((a, b) => Math.max(a, b), least);

// Units
function seconds(value) {
  if (value === 0) return "0 s";
  const units = [["s", 1], ["ms", 1e-3], ["us", 1e-6], ["ns", 1e-9]];
  const [unit, scale] = units.find(u => Math.abs(value) >= u[1]) || units[3];
  return Number((value / scale).toPrecision(4)) + " " + unit;
}
function amount(value) {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (value >= 1024 && unit + 1 < units.length) { value /= 1024; ++unit; }
  return Number(value.toPrecision(4)) + " " + units[unit];
}
function rate(value, unit) {
  const prefixes = ["", "k", "M", "G", "T", "P"];
  let prefix = 0;
  while (value >= 1000 && prefix + 1 < prefixes.length) { value /= 1000; ++prefix; }
  return Number(value.toPrecision(4)) + " " + prefixes[prefix] + unit + "/s";
}
const share = value => (100 * value).toFixed(1) + " %";

// Elements
function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function svgElement(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
/// `words` are the columns that are flush left.
function fillTable(table, heading, rows, words = [0]) {
  if (!rows.length) return table.replaceWith(element("p", "None.", "hint"));
  const addRow = (tag, cells) => {
    const row = element("tr");
    cells.forEach((text, column) => {
      const cell = element(tag, text, words.includes(column) ? "words" : "");
      if (String(text).length > 30) cell.title = text;
      row.append(cell);
    });
    table.append(row);
  };
  addRow("th", heading);
  rows.forEach(cells => addRow("td", cells));
}
function fillLegend(id, entries, most = 40) {
  const legend = byId(id);
  legend.replaceChildren();
  for (const [name, fill] of entries.slice(0, most)) {
    const entry = element("span");
    const box = element("i");
    box.style.background = fill;
    entry.append(box, name);
    legend.append(entry);
  }
  if (entries.length > most) legend.append("and " + (entries.length - most) + " more");
}
const tip = byId("tip");
function showTip(event, text) {
  tip.textContent = text;
  tip.style.display = text ? "block" : "none";
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8)) + "px";
  const below = event.clientY + 16;
  tip.style.top = (below + tip.offsetHeight > innerHeight
    ? event.clientY - tip.offsetHeight - 8 : below) + "px";
}
const hideTip = () => { tip.style.display = "none"; };

// Colours
const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isDark = () => style("--dark") === "1";
const palette = ["#3b7dd8", "#e07b39", "#2f9e6e", "#c2497f", "#8a63d2",
  "#b8962e", "#2a9bb0", "#d6534b", "#7a8a3a", "#6b7785"];
/// Past the palette, hues that are far from those before them.
const color = index => palette[index] || `hsl(${Math.round(index * 137.5) % 360} 42% 52%)`;
const copyColor = "#9aa3b0", foldColor = "#b98a5e";
function heat(value) { // 0 to 1
  const light = isDark() ? 18 + 52 * value : 95 - 55 * value;
  return `hsl(214 ${25 + 45 * value}% ${light}%)`;
}

// Canvases
const textFont = "12px system-ui, 'DejaVu Sans', sans-serif";

function fitCanvas(canvas, height, width) {
  const ratio = devicePixelRatio || 1;
  if (width) canvas.style.width = width + "px";
  else width = canvas.clientWidth;
  canvas.style.height = height + "px";
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = textFont;
  context.textBaseline = "middle";
  return { context, width };
}
