// A formula wider than a phone's screen scrolls by itself, by finger or by keyboard, and moves nothing else.
"use strict";

function fitFormulas() {
  for (const formula of document.querySelectorAll("mjx-container")) {
    const box = formula.closest("div.math, p, li, td, dd, dt, summary, div");
    formula.classList.remove("wide");
    const wide = formula.getBoundingClientRect().width > box.clientWidth + 1;
    formula.classList.toggle("wide", wide);
    if (wide) formula.setAttribute("tabindex", "0");
  }
}

window.addEventListener("load", () => window.MathJax?.startup?.promise.then(fitFormulas));
window.addEventListener("resize", fitFormulas);
