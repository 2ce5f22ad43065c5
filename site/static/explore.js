// Moves the figures that qtlib.widgets.explore drew: each range input picks a picture from the pack behind the figure.
"use strict";

const FRAME = 100; // milliseconds of a film's picture, as in qtlib.widgets.live
const still = matchMedia("(prefers-reduced-motion: reduce)");

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

  function move(input) {
    const text = JSON.parse(input.dataset.texts)[Number(input.value)];
    input.setAttribute("aria-valuetext", text);
    input.parentElement.querySelector("output").textContent = text;
    return show();
  }

  for (const input of inputs) input.addEventListener("input", () => move(input));
  const button = figure.querySelector(".explore-play");
  if (button) film(button, inputs[Number(button.dataset.plays)], move);
  figure.addEventListener("pointerenter", () => (pack ??= unpack(figure.querySelector("script"))), { once: true });
}

// A button that plays one slider to its end; for those who want no motion it shows one picture more. A film that nobody
// has touched shows a picture from its middle, and plays from its beginning.
function film(button, input, move) {
  let playing; // the timer of the next picture
  let touched = false;

  function label() {
    const act = playing ? "Pause" : still.matches ? "Next picture" : "Play";
    button.textContent = `${playing ? "❚❚" : "▶"} ${act}`;
    button.setAttribute("aria-label", `${act}: ${button.dataset.label}`);
  }

  function stop() {
    clearTimeout(playing);
    playing = undefined;
    label();
  }

  async function show(place) {
    input.value = place;
    await move(input);
    if (playing && input.value !== input.max) playing = setTimeout(show, FRAME, place + 1);
    else stop();
  }

  button.addEventListener("click", () => {
    if (playing) return stop();
    const anew = input.value === input.max || !(touched || still.matches || input.value === "0");
    const first = anew ? 0 : Number(input.value) + 1;
    touched = true;
    if (!still.matches) playing = setTimeout(show, 0, first);
    else show(first);
    label();
  });
  // who moves the slider takes over
  input.addEventListener("input", () => {
    touched = true;
    stop();
  });
  still.addEventListener("change", stop);
  label();
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("figure.explore").forEach(connect));
