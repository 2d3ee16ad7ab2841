// A picture that Python drew, and a button that puts it on the clipboard. Browsers let only pages of a secure
// address write pictures; elsewhere the picture is selected and copied as a reader would by hand.
function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function copy(image, base64) {
  if (navigator.clipboard && window.ClipboardItem && window.isSecureContext) {
    const blob = new Blob([bytes(base64)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    return true;
  }
  const range = document.createRange();
  range.selectNode(image);
  const chosen = window.getSelection();
  chosen.removeAllRanges();
  chosen.addRange(range);
  const done = document.execCommand("copy");
  chosen.removeAllRanges();
  return done;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".picture");
  if (root.dataset.drawn === data.key) return;
  root.dataset.drawn = data.key;
  const image = document.createElement("img");
  image.src = "data:image/png;base64," + data.png;
  image.alt = data.title;
  image.style.maxWidth = "100%";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-picture";
  button.textContent = data.copy;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.onclick = async () => {
    let done = false;
    try {
      done = await copy(image, data.png);
    } catch {
      done = false;
    }
    said.textContent = " " + (done ? data.done : data.failed);
  };
  root.replaceChildren(button, said, image);
}
