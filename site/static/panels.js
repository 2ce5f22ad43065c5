// On a phone the panels of a wide figure stand below each other, nearly half as large again: the same picture is shown
// several times, each time cut to one panel. It is cut only where a column is empty from top to bottom.
"use strict";

const NARROW = matchMedia("(max-width: 540px)");
const PANEL = 0.2; // what is drawn in a smaller part of the width is no panel: an axis label, the letters of an axis
const LARGER = 1.42; // than in the whole picture; of three panels two then fit beside each other

// the ends of what is drawn without an empty column, as parts of the width
function drawn(picture) {
  const canvas = document.createElement("canvas");
  const [width, height] = [(canvas.width = 800), (canvas.height = 300)];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const ink = Array.from({ length: width }, (_, x) => {
    for (let i = 4 * x; i < data.length; i += 4 * width) if (data[i] + data[i + 1] + data[i + 2] < 750) return true;
    return false;
  });
  const starts = ink.flatMap((here, x) => (here && !ink[x - 1] ? [x] : []));
  const ends = ink.flatMap((here, x) => (here && !ink[x + 1] ? [x + 1] : []));
  return starts.map((start, i) => [start / width, ends[i] / width]);
}

// panels as [start, end]: each ends with its axes, and what stands between two axes belongs to the right ones
function panels(picture) {
  const runs = drawn(picture);
  const wide = runs.flatMap(([start, end], i) => (end - start > PANEL ? [i] : []));
  const cuts = wide.slice(0, -1).map((i) => (runs[i][1] + runs[i + 1][0]) / 2);
  return [0, ...cuts].map((start, i) => [start, cuts[i] ?? 1]);
}

function split(picture) {
  const parts = panels(picture);
  if (parts.length < 2) return;
  const shape = picture.naturalWidth / picture.naturalHeight;
  const row = document.createElement("div");
  row.className = "panels";
  for (const [i, [start, end]] of parts.entries()) {
    const part = end - start;
    const panel = document.createElement("div");
    panel.style.cssText = `width: ${Math.min(100, 100 * part * LARGER)}%; aspect-ratio: ${part * shape}`;
    const copy = document.createElement("img");
    copy.style.cssText = `width: ${100 / part}%; margin-left: ${(-100 * start) / part}%`;
    [copy.src, copy.alt] = [picture.src, i ? "" : picture.alt]; // read aloud once
    panel.append(copy);
    row.append(panel);
  }
  picture.after(row);
  picture.hidden = true;
}

function join(picture) {
  picture.parentElement.querySelector(".panels")?.remove();
  picture.hidden = false;
}

function follow(picture) {
  for (const [i, copy] of picture.parentElement.querySelectorAll(".panels img").entries())
    [copy.src, copy.alt] = [picture.src, i ? "" : picture.alt];
}

function fitPanels() {
  for (const picture of document.querySelectorAll(".tag_figure .cell_output img, img.explore-picture")) {
    if (picture.closest(".panels")) continue;
    join(picture);
    if (NARROW.matches) picture.decode().then(() => split(picture));
  }
}

window.addEventListener("load", () => {
  fitPanels();
  NARROW.addEventListener("change", fitPanels);
  const moved = new MutationObserver((changes) => changes.forEach((change) => follow(change.target)));
  for (const picture of document.querySelectorAll("img.explore-picture"))
    moved.observe(picture, { attributeFilter: ["src", "alt"] });
});
