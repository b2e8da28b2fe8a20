// Offers pages while somebody types into <input data-suggest="/suggest/de/">; without it the form works alone.
const make = (name, values) => Object.assign(document.createElement(name), values);

function offer(input) {
  const id = `${input.id}-list`;
  const list = make("ul", { id, className: "suggest", role: "listbox", ariaLabel: input.labels[0].textContent });
  const says = make("p", { className: "vh", role: "status" });
  let timer, asking, at;

  const choose = (next) => {
    at = next;
    [...list.children].forEach((row, place) => (row.ariaSelected = place === at));
    input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const show = (rows) => {
    list.replaceChildren(...rows.map((one, place) => {
      const row = make("li", { id: `${id}-${place}`, role: "option", textContent: `${one.title} ` });
      row.dataset.to = one.address;
      row.append(make("small", { textContent: one.what }));
      return row;
    }));
    list.hidden = !rows.length;
    input.ariaExpanded = !list.hidden;
    choose(-1);
  };
  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    show([]);
  };
  const ask = async () => {
    asking = new AbortController();
    const where = `${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(where, asking).then((got) => got.json()).catch(() => 0);
    if (!answer) return;
    show(answer.suggestions);
    says.textContent = answer.says;
  };

  input.setAttribute("aria-controls", id);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", autocomplete: "off", onblur: stop });
  input.oninput = () => {
    stop();
    if (input.value.trim()[1]) timer = setTimeout(ask, 150);
  };
  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = list.children.length + 1;
    if (list.hidden || event.isComposing) return;
    if (step) choose(((at + 1 + step + places) % places) - 1);
    else if (event.key === "Escape") stop();
    else if (event.key === "Enter" && at >= 0) location = list.children[at].dataset.to;
    else return;
    event.preventDefault();
  };
  list.onmousedown = (event) => event.preventDefault();
  list.onclick = (event) => (location = event.target.closest("li").dataset.to);
  input.after(list, says);
  stop();
}

document.querySelectorAll("[data-suggest]").forEach(offer);
