// Beside a deadline: how many hours are left, and when that is where the reader is, if her clock differs.
const HOUR = 3600e3;
const words = document.documentElement.lang;

function offset(at, timeZone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName").value;
}

function show(place) {
  const until = new Date(place.dataset.until);
  const left = until - Date.now();
  const said = [];
  if (left > 0 && left < 48 * HOUR) {
    const unit = left < HOUR ? "minute" : "hour";
    const amount = Math.floor(left / (unit === "hour" ? HOUR : 60e3));
    said.push(new Intl.RelativeTimeFormat(words, { numeric: "always" }).format(amount, unit));
  }
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (offset(until, here) !== offset(until, place.dataset.zone)) {
    const time = new Intl.DateTimeFormat(words, { dateStyle: "full", timeStyle: "short" }).format(until);
    said.push(`${place.dataset.yours} ${time} (${here.replaceAll("_", " ")})`);
  }
  place.textContent = said.join(" · ");
  place.hidden = !said.length;
  if (left > 0 && left < 48 * HOUR) setTimeout(show, 60e3, place);
}

document.querySelectorAll("[data-until]").forEach(show);
