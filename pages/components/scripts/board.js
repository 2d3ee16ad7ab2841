// A board of HTML that Python wrote and escaped. Links inside it open pages of this product without leaving
// the session; buttons with data-figure ask for the rows behind a figure; data-copy puts words on the clipboard.
async function copy(words) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(words);
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  if (root.dataset.drawn !== data.html) {
    root.innerHTML = data.html;
    root.dataset.drawn = data.html;
  }
  root.onclick = async (event) => {
    const node = event.target.closest("[data-figure], [data-copy], a[data-page]");
    if (!node || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (node.dataset.figure) setTriggerValue("figure", node.dataset.figure);
    else if (node.dataset.copy) {
      await copy(node.dataset.copy);
      node.querySelector(".done").textContent = node.dataset.done;
    } else {
      event.preventDefault();
      setTriggerValue("page", node.getAttribute("href"));
    }
  };
}
