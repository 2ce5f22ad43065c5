// Moves the figures that qtlib.widgets.explore drew: each range input picks a picture from the pack behind the figure.
"use strict";

async function unpack(script) {
  const bytes = Uint8Array.from(atob(script.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function connect(figure) {
  const picture = figure.querySelector("img");
  const inputs = [...figure.querySelectorAll("input[type=range]")];
  let pack; // unpacked at the first move, so that opening a page costs nothing

  async function show() {
    pack ??= unpack(figure.querySelector("script"));
    const { parts, frames, alts } = await pack;
    // positions run like the digits of a number, the last slider fastest; read after the wait, so the last move wins
    const n = inputs.reduce((sum, input) => sum * (Number(input.max) + 1) + Number(input.value), 0);
    const svg = frames[n].map((i) => parts[i]).join("\n");
    picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
    picture.alt = alts[n];
  }

  for (const input of inputs) {
    const texts = JSON.parse(input.dataset.texts);
    input.addEventListener("input", () => {
      const text = texts[Number(input.value)];
      input.setAttribute("aria-valuetext", text);
      input.parentElement.querySelector("output").textContent = text;
      show();
    });
  }
  figure.addEventListener("pointerenter", () => (pack ??= unpack(figure.querySelector("script"))), { once: true });
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("figure.explore").forEach(connect));
