// A formula that is too wide for its place breaks where a quad separates two formulas; what is still too wide is set a
// little smaller, with its number below it, and scrolls by itself, by finger or by keyboard, if that is not enough.
"use strict";

const SMALLEST = 0.8;

// a displayed formula may break before a quad, which MathJax sets as a wide space in an element of its own
function allowBreaks(formula) {
  if (formula.querySelector("mjx-mtable")) return; // has lines of its own
  for (const space of formula.querySelectorAll("mjx-math > mjx-mstyle > mjx-mspace:only-child"))
    if (parseFloat(space.style.width) >= 1) space.parentElement.before(document.createElement("wbr"));
}

function fitFormulas() {
  for (const formula of document.querySelectorAll("mjx-container")) {
    const box = formula.closest("div.math, p, li, td, dd, dt, summary, div");
    formula.classList.remove("wide");
    box.classList.remove("number-below");
    formula.dataset.size ??= formula.style.fontSize; // what MathJax has set, in proportion to the text
    formula.style.fontSize = formula.dataset.size;
    const size = parseFloat(getComputedStyle(formula).fontSize);
    const math = formula.querySelector("mjx-math");
    const room = () => (formula.hasAttribute("display") ? formula.clientWidth : box.clientWidth) + 1;
    let share = room() / math.scrollWidth;
    if (share < SMALLEST && box.querySelector(".eqno")) {
      box.classList.add("number-below");
      share = room() / math.scrollWidth;
    }
    if (share < 1) formula.style.fontSize = `${size * Math.max(share * 0.99, SMALLEST)}px`;
    const wide = math.getBoundingClientRect().width > room();
    formula.classList.toggle("wide", wide);
    if (wide) formula.setAttribute("tabindex", "0");
  }
}

window.addEventListener("load", () => window.MathJax?.startup?.promise.then(() => {
  document.querySelectorAll("mjx-container[display]").forEach(allowBreaks);
  // the observer calls at once, and again whenever the text has found another width: after a turn of the phone, too
  let width;
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width === width) return; // what fits a formula changes the height alone
    width = entry.contentRect.width;
    requestAnimationFrame(fitFormulas);
  }).observe(document.querySelector("article"));
  document.addEventListener("toggle", fitFormulas, true); // an answer that opens
}));
