// Beside a time of the event says which time that is for the reader, where her clock shows another.
// <span data-moment="…" data-zone="Europe/Berlin" data-words="({time} your time)">

const OPTIONS = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

for (const time of document.querySelectorAll("[data-moment]")) {
  const moment = new Date(time.dataset.moment);
  const words = (timeZone) => new Intl.DateTimeFormat(document.documentElement.lang, { ...OPTIONS, timeZone }).format(moment);
  const own = words(undefined);
  if (own === words(time.dataset.zone)) continue;
  const remark = document.createElement("span");
  remark.className = "muted";
  remark.textContent = ` ${time.dataset.words.replace("{time}", own)}`;
  time.append(remark);
}
