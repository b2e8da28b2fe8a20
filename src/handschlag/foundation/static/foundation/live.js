// Keeps parts of a page up to date: asks for a revision number each second and fetches the part again when it has
// risen. <div data-rev="/rev/…" data-number="12" data-src="/de/…/now/">; an answer that contains data-over ends it
// and loads the page anew.

const EVERY = 1000;
const AT_MOST = 30000;

/** The number behind `address`; the one we know when the server says that nothing has changed. */
async function revision(address, known) {
  const answer = await fetch(address, { headers: { "If-None-Match": `"${known}"` }, cache: "no-store" });
  if (answer.status === 304) return known;
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return Number(await answer.text());
}

/** The fragment takes the place of what stands there; who had the focus in it keeps it. */
async function refresh(part) {
  const answer = await fetch(part.dataset.src, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error(`${part.dataset.src}: ${answer.status}`);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.innerHTML = await answer.text();
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function follow(part) {
  let wait = EVERY;
  while (part.isConnected) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (document.hidden) continue;
    try {
      const number = await revision(part.dataset.rev, part.dataset.number);
      if (String(number) !== part.dataset.number) {
        await refresh(part);
        part.dataset.number = number;
        if (part.querySelector("[data-over]")) return location.reload();
      }
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, AT_MOST);
    }
    part.toggleAttribute("data-stale", wait > EVERY);
  }
}

document.querySelectorAll("[data-rev]").forEach(follow);
