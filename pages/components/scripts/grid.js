// A real HTML table: sortable headings, rows that open by click or key, boxes to tick. Everything shown was
// made into words by Python; text only ever becomes a text node.
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

function heading(column, place, { sort, sorts, words }, send) {
  const chosen = sort && sort.column === place;
  const order = chosen ? (sort.descending ? "descending" : "ascending") : "none";
  const cell = make("th", { scope: "col", "aria-sort": sorts ? order : null, class: column.kind });
  if (!sorts) {
    cell.append(column.label);
    return cell;
  }
  const mark = make("span", { "aria-hidden": "true", class: "mark" }, chosen ? (sort.descending ? "▼" : "▲") : "↕");
  const button = make("button", { type: "button", title: words.sort, "data-focus": `h${place}` }, column.label, mark);
  button.onclick = () => send("sort", { column: place, descending: chosen && !sort.descending });
  cell.append(button);
  return cell;
}

function opener(text, place, row, opens) {
  const attributes = { class: "open", "data-focus": `r${place}`, title: text };
  const node = row.href ? make("a", { ...attributes, href: row.href }, text) : make("button", { ...attributes, type: "button" }, text);
  node.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    opens(place);
  };
  return node;
}

// Words of a few signs stay in one line; none is broken in its middle unless it is long, as addresses are.
const CHINESE = /[\u2e80-\uffef]/;
function hold(text) {
  if (text.length <= (CHINESE.test(text) ? 7 : 12) || (/^[▲◔] /.test(text) && text.length <= 22)) return " short";
  return (text.match(/[!-~]+/g) || []).every((word) => word.length <= 16) ? " whole" : "";
}

function cellOf(text, column, place, line, row, data, opens) {
  const link = row.links && row.links[place];
  const first = place === 0;
  const inner = first && data.opens
    ? opener(text, line, row, opens)
    : link ? make("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, text)
    : make("span", { title: text.length > 12 ? text : null }, text);
  const tone = row.tones && row.tones[place];
  return make(first ? "th" : "td", {
    scope: first ? "row" : null, class: `${column.kind}${hold(text)}${text === "—" ? " blank" : ""}${tone ? ` ${tone}` : ""}`, "data-label": column.label,
  }, inner);
}

function tick(label, checked, focus, change) {
  const box = make("input", { type: "checkbox", "aria-label": label, "data-focus": focus });
  box.checked = checked;
  box.onchange = () => change(box.checked);
  return make("td", { class: "tick" }, box);
}

function rowOf(row, line, data, opens, pick) {
  const node = make("tr", { class: `${data.opens ? "opens" : ""}${data.open === line ? " chosen" : ""}` });
  if (data.ticks) {
    const ticked = data.picked.includes(line);
    node.append(tick(`${data.words.tick} ${row.cells[0]}`, ticked, `t${line}`, (on) => pick([line], on)));
    if (ticked) node.classList.add("chosen");
  }
  row.cells.forEach((text, place) => node.append(cellOf(text, data.columns[place], place, line, row, data, opens)));
  if (data.opens) {
    node.onclick = (event) => {
      if (!event.target.closest("a, button, input") && !String(document.getSelection())) opens(line);
    };
  }
  return node;
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const opens = (line) =>
    data.keeps ? setStateValue("open", line === data.open ? null : line) : setTriggerValue("opened", line);
  const pick = (lines, on) => setTriggerValue("ticked", { lines, on });
  const head = make("tr");
  if (data.ticks) {
    const all = data.rows.map((_, line) => line);
    const box = tick(data.words.page, data.picked.length === all.length, "all", (on) => pick(all, on));
    head.append(make("th", { scope: "col", class: "tick" }, ...box.childNodes));
  }
  data.columns.forEach((column, place) => head.append(heading(column, place, data, setTriggerValue)));
  const body = make("tbody", {}, ...data.rows.map((row, line) => rowOf(row, line, data, opens, pick)));
  const table = make("table", { "aria-label": data.name }, make("thead", {}, head), body);
  const scrolled = root.scrollLeft;
  root.replaceChildren(table);
  root.setAttribute("aria-label", data.name);
  root.scrollLeft = scrolled;
  if (focused) root.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
}
