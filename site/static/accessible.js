// What the theme leaves out: names for those who cannot see, and buttons that need no script inside the page.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const list of document.querySelectorAll(".citation-list[role=list]")) list.removeAttribute("role");
  // the logo, which leads home, stands outside of every landmark
  for (const brand of document.querySelectorAll(".navbar-brand.logo")) {
    brand.parentElement.setAttribute("role", "navigation");
    brand.parentElement.setAttribute("aria-label", "Home");
  }
  const clicks = { "window.print": () => window.print(), toggleFullScreen: () => window.toggleFullScreen() };
  for (const button of document.querySelectorAll("[data-click]"))
    button.addEventListener("click", clicks[button.dataset.click]);
  // a label that differs from the words on a control hides it from those who speak them
  const labelled = ["summary", ".search-button-field", ".theme-switch-button"].map((kind) => `${kind}[aria-label]`);
  for (const control of document.querySelectorAll(labelled.join(", "))) control.removeAttribute("aria-label");
});
