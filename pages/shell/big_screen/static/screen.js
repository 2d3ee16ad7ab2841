// Asks for the parts every few seconds and replaces those that changed, so that nothing flickers and nothing
// grows. The clock is this machine's; the dot beats at every answer, and words appear when answers stay away.
const EVERY_MS = 10000;
const LOST_MS = 35000;
const { lang, lost, signedOut } = document.body.dataset;
const shown = {};
let answeredAt = 0;
let refused = false;

function draw(parts) {
  for (const [name, html] of Object.entries(parts)) {
    if (shown[name] === html) continue;
    document.getElementById(name).innerHTML = html;
    shown[name] = html;
  }
}

async function ask() {
  try {
    // A machine that was cut off in the middle of an answer would else be waited for without end.
    const answer = await fetch(`screen/now.json?lang=${lang}`, {
      cache: "no-store", redirect: "error", signal: AbortSignal.timeout(LOST_MS),
    });
    refused = answer.status === 401 || answer.status === 403;
    if (answer.ok) {
      draw(await answer.json());
      answeredAt = Date.now();
      const pulse = document.getElementById("pulse");
      pulse.className = pulse.className === "beat" ? "" : "beat";
    }
  } catch {
    // Said by tick() once it lasts.
  }
  setTimeout(ask, EVERY_MS);
}

function tick() {
  const now = new Date();
  const wall = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
  document.getElementById("clock").textContent = now.toLocaleTimeString("en-GB", wall);
  const silent = answeredAt && now - answeredAt > LOST_MS;
  const words = refused ? signedOut : silent ? lost : "";
  const link = document.getElementById("link");
  if (link.textContent !== words) link.textContent = words;
  document.body.classList.toggle("stale", Boolean(words));
}

const full = document.getElementById("full");
full.onclick = () => document.documentElement.requestFullscreen();
document.onfullscreenchange = () => (full.hidden = Boolean(document.fullscreenElement));
tick();
setInterval(tick, 1000);
ask();
