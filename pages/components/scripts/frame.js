// Says in the reader's language what Streamlit itself says in English only: names for screen readers, the
// calendar, empty choices; and tells the browser which language the page is in.
const ATTRIBUTES = ["aria-label", "placeholder", "title"];
let words = {};
let weekdays = [];
let monthYear = "";
let phrases = [];
let watching = null;

function said(text) {
  const plain = text.trim();
  if (words[plain]) return text.replace(plain, words[plain]);
  const month = /^(.*?)([A-Z][a-z]+) (\d{4})$/.exec(plain);
  if (month && words[month[2]]) {
    const lead = words[month[1].replace(/, $/, "")] || "";
    return lead + (lead ? " " : "") + monthYear.replace("{month}", words[month[2]]).replace("{year}", month[3]);
  }
  for (const [pattern, ours] of phrases) {
    const found = pattern.exec(plain);
    if (found) return ours.replace("{it}", found[1]);
  }
  const part = /^(year|month|day|hour|minute), (.+)$/.exec(plain);
  return part && words[part[1]] ? `${words[part[1]]}, ${part[2]}` : text;
}

// What stands in an empty part of a date or a time, as "yyyy": the part's own name.
function blank(part, text) {
  const name = words[part.dataset.type];
  return name && /^[A-Za-z]+$/.test(text) ? name : text;
}

// The days of the week above a calendar: which stands first is the browser's choice, Monday in China, so it is
// read from what stands there: a name of ours, or letters (S M T, M T W, S S M).
function nameDays(heads) {
  const texts = heads.map((head) => head.textContent.trim());
  const known = texts.findIndex((text) => weekdays.includes(text));
  const letters = texts.join("").toUpperCase();
  const first = known >= 0
    ? (weekdays.indexOf(texts[known]) - known + 7) % 7
    : { SMTWTFS: 0, MTWTFSS: 1, SSMTWTF: 6 }[letters];
  if (first === undefined) return;
  heads.forEach((head, place) => {
    const word = weekdays[(place + first) % 7];
    if (head.textContent !== word) head.textContent = word;
  });
}

function mend(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const parent = node.parentElement;
    if (!parent || parent.closest(".grid, .board, [data-testid=stMarkdown], style, script, textarea")) return;
    const text = parent.dataset.placeholder ? blank(parent, node.data) : said(node.data);
    if (text !== node.data) node.data = text;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script, .grid, .board")) return;
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    if (value) {
      const text = said(value);
      if (text !== value) node.setAttribute(name, text);
    }
  }
  if (node.matches("[data-testid=stDateInputCalendar] thead th")) {
    nameDays([...node.parentElement.children]);
    return;
  }
  node.childNodes.forEach(mend);
}

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  ({ words, weekdays, monthYear } = data);
  phrases = data.phrases.map(([pattern, ours]) => [new RegExp(pattern), ours]);
  watching?.disconnect();
  watching = null;
  if (!Object.keys(words).length) return;
  mend(document.body);
  watching = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend);
      else mend(change.target);
    }
  });
  watching.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
}
