// Keeps what is being written as a draft every few seconds, and warns before words are lost that are not kept yet.
// Without it the button "Keep as my draft" does the same.
const PAUSE = 3000;
const form = document.querySelector("form[data-autosave]");
const said = form.querySelector("[data-said]");
let changes = 0;
let kept = 0;
let timer;

async function keep() {
  const now = changes;
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "error" });
    said.textContent = answer.ok || answer.status === 422 ? (await answer.text()).trim() : form.dataset.unsaved;
    if (answer.ok) kept = now;
  } catch {
    said.textContent = form.dataset.unsaved;
  }
  if (kept < changes) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

form.addEventListener("input", () => {
  changes += 1;
  said.textContent = form.dataset.unsaved;
  later();
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  kept = changes = 0;
});
addEventListener("beforeunload", (leaving) => {
  if (kept < changes) leaving.preventDefault();
});
