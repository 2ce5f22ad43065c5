// What the theme and the quizzes leave out: names for those who cannot see, and buttons that need no script inside the page.
"use strict";

function nameControls() {
  // a label that differs from the words on a control hides it from those who speak them
  for (const control of document.querySelectorAll("summary[aria-label], .search-button-field[aria-label], .theme-switch-button[aria-label]"))
    control.removeAttribute("aria-label");
  for (const input of document.querySelectorAll("input.Input-text:not([aria-label])"))
    input.setAttribute("aria-label", input.closest(".Quiz")?.firstElementChild?.textContent.trim() || "your answer");
}

document.addEventListener("DOMContentLoaded", () => {
  for (const list of document.querySelectorAll(".citation-list[role=list]")) list.removeAttribute("role");
  const clicks = { "window.print": () => window.print(), toggleFullScreen: () => window.toggleFullScreen() };
  for (const button of document.querySelectorAll("[data-click]")) button.addEventListener("click", clicks[button.dataset.click]);
  nameControls();
  // quizzes are drawn after the page
  new MutationObserver(nameControls).observe(document.body, { childList: true, subtree: true });
});
