// Answers the quick questions that qtlib.widgets.quiz wrote: the reply to each answer stands in the fieldset's data.
"use strict";

// as qtlib.widgets.quiz.number reads it
function number(text) {
  const parts = text.trim().replaceAll("−", "-").replaceAll(",", ".").split("/");
  if (parts.length > 2 || parts.some((part) => part.trim() === "")) return NaN;
  return parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]);
}

function reply(quiz, data) {
  if (data.replies) {
    const chosen = quiz.querySelector("input:checked");
    return chosen ? data.replies[Number(chosen.value)] : data.empty;
  }
  const value = number(quiz.querySelector("input").value);
  if (!Number.isFinite(value)) return data.empty;
  const known = data.known.find(([answer, within]) => Math.abs(value - answer) <= within);
  return known ? known[2] : data.otherwise;
}

// the same small markup as qtlib.widgets.quiz writes: R_P is R with a subscript
function write(place, words) {
  place.replaceChildren();
  for (const [i, part] of words.split(/(?<=[\p{L}\p{N}])_([A-Za-z]+|[0-9])/u).entries()) {
    const node = i % 2 ? document.createElement("sub") : document.createTextNode("");
    node.textContent = part;
    place.append(node);
  }
}

function connectQuiz(quiz) {
  const data = JSON.parse(quiz.dataset.replies);
  const said = quiz.querySelector(".quiz-reply");
  const check = () => {
    const words = reply(quiz, data);
    said.dataset.right = words.startsWith("Right.");
    write(said, words);
  };
  quiz.querySelector("button").addEventListener("click", check);
  for (const input of quiz.querySelectorAll("input"))
    input.addEventListener("keydown", (event) => event.key === "Enter" && check());
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("fieldset.quiz").forEach(connectQuiz));
