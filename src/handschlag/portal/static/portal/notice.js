// Prints the page and copies its address; without a script neither is offered.
const offer = (name, act) => {
  const place = document.querySelector(`[data-${name}]`);
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => act(place));
};
offer("print", () => window.print());
if (navigator.clipboard) {
  offer("copy", async (place) => {
    await navigator.clipboard.writeText(document.querySelector("link[rel=canonical]")?.href ?? location.href);
    document.querySelector("[data-said]").textContent = place.dataset.copy;
  });
}
