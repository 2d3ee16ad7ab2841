// One field that looks for anything: what is typed is sent after a short rest, arrows walk over what was
// found, Enter opens it. Everything shown was made into words by Python; text only ever becomes a text node.
const REST_MS = 250;

const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function option(row, place) {
  return make("a", { href: row.href, role: "option", id: `found-${place}`, "aria-selected": "false", tabindex: "-1" },
    make("span", {}, row.name), make("small", {}, row.note));
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const field = parentElement.querySelector("input");
  const list = parentElement.querySelector("[role=listbox]");
  const state = parentElement.querySelector("[role=status]");
  let chosen = -1;
  const options = () => [...list.querySelectorAll("a")];
  const choose = (place) => {
    const all = options();
    chosen = all.length ? (place + all.length) % all.length : -1;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", chosen < 0 ? "" : all[chosen].id);
    if (chosen >= 0) all[chosen].scrollIntoView({ block: "nearest" });
  };
  const open = (link) => setTriggerValue("page", link.getAttribute("href"));
  const ask = () => {
    clearTimeout(field.rest);
    const words = field.value.trim();
    if (words !== (field.asked || "")) setStateValue("words", (field.asked = words));
  };

  field.placeholder = data.hint;
  field.setAttribute("aria-label", data.label);
  list.setAttribute("aria-label", data.label);
  state.textContent = data.said;
  // What was found is drawn once: a later run of the page does not take the reader's choice back.
  const found = JSON.stringify(data.groups);
  if (list.drawn === found) {
    chosen = options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  } else {
    list.drawn = found;
    let place = 0;
    list.replaceChildren(...data.groups.flatMap((group) => [
      make("p", { role: "presentation" }, group.title),
      ...group.rows.map((row) => option(row, place++)),
    ]));
    choose(0);
  }
  field.oninput = () => {
    clearTimeout(field.rest);
    field.rest = setTimeout(ask, REST_MS);
  };
  field.onkeydown = (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      const fresh = field.value.trim() === data.words;
      if (fresh && chosen >= 0) open(options()[chosen]);
      else ask();
    }
  };
  list.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  };
  if (!field.dataset.ready) {
    field.dataset.ready = "yes";
    setTimeout(() => field.focus(), 50);
  }
}
