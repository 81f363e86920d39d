// The few things the page does without its circuit. One listener each on the document, so that pages that come and go need no wiring.
const themes = ["system", "light", "dark"];

document.addEventListener("click", event => {
  const button = event.target.closest("[data-does]");
  if (button?.dataset.does === "theme") {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    document.documentElement.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
  }
  if (button?.dataset.does === "reload") location.reload();
  if (button?.dataset.does === "print") print();
  if (button?.dataset.does === "back") history.back();
  if (button?.dataset.does === "reconnect") reconnect();
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target) || event.target.closest("a, button[data-does]")) menu.open = false;
});

// Leaving a field sends it, and what that changes above a button moves it from under the mouse that leaves the field by pressing it: no click, as the mouse is let go over something else.
let pressed;
document.addEventListener("pointerdown", event => pressed = event);
document.addEventListener("pointerup", event => {
  const button = pressed?.target.closest?.("button");
  const isInPlace = pressed && Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) < 5;
  if (button?.type === "submit" && isInPlace && event.button === 0 && !button.contains(event.target)) button.click();
  pressed = null;
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") closeMenu(document.querySelector("details.menu[open]"));
  walk(event);
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// Who is within a menu that closes goes on from where it was opened.
function closeMenu(menu) {
  const isWithin = menu?.contains(document.activeElement);
  menu?.removeAttribute("open");
  if (isWithin) menu.querySelector("summary").focus();
}

// What happens where the circuit is gone is kept.js's.
async function reconnect() {
  const banner = document.getElementById("components-reconnect-modal");
  banner.className = "reconnect components-reconnect-retrying";
  try {
    if (!await Blazor.reconnect()) banner.className = "reconnect components-reconnect-rejected";
  } catch {
    banner.className = "reconnect components-reconnect-failed";
  }
}

// Signing in again happens in a window of its own, so that this page keeps what was typed. Before Blazor follows the link; without a window it is followed.
document.addEventListener("click", event => {
  const link = event.target.closest("[data-does=sign-in]");
  if (link && window.open(link.dataset.window, "sign-in", "popup,width=560,height=720")) event.preventDefault();
}, true);
const signIns = new BroadcastChannel("sign-in");
signIns.onmessage = () => document.querySelectorAll("[data-when-signed-in]").forEach(button => button.click());
function tellSignedIn() {
  if (!document.querySelector("[data-signed-in]")) return;
  signIns.postMessage("signed in");
  window.close();
}
tellSignedIn();

// A list one walks through, row by row: j and k from anywhere on the page, the arrows once a row has the focus. One row at a time can be tabbed to.
function walk(event) {
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key], letter = { j: 1, k: -1 }[event.key];
  if (!(arrow || letter) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], [role=alertdialog], .rz-dialog")) return;
  const rows = [...document.querySelectorAll("[data-walk] [data-step]")];
  const at = rows.indexOf(event.target.closest("[data-step]"));
  if (rows.length === 0 || (arrow && at < 0)) return;
  event.preventDefault();
  const last = at < 0 ? rows.findIndex(row => row.tabIndex === 0) : at + (arrow || letter);
  rows[Math.max(0, Math.min(rows.length - 1, last))].focus();
}

document.addEventListener("focusin", event => {
  const row = event.target.closest("[data-walk] [data-step]");
  if (!row || row.tabIndex === 0) return;
  for (const other of document.querySelectorAll("[data-walk] [data-step][tabindex='0']")) other.tabIndex = -1;
  row.tabIndex = 0;
});

// Where something may be dropped, the browser is told while it is dragged; the rest is the page's.
document.addEventListener("dragover", event => {
  if (event.target.closest?.("[data-drop]")) event.preventDefault();
});

// In which zone moments are read: the browser's, in a cookie so that the next page has it from its first byte, or the one the person chose in their menu.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const keepZone = zone => document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
const zone = () => document.cookie.match(/(?:^|; )zone=([^;]*)/)?.[1] ?? "";
if (here && !zone().startsWith("own.")) keepZone(`auto.${here}`);

document.addEventListener("toggle", event => {
  const choice = event.target.querySelector?.("[data-does=zone]");
  if (!choice || !event.target.open) return;
  if (choice.options.length === 2) choice.append(...Intl.supportedValuesOf("timeZone").filter(name => name !== "UTC").map(name => new Option(name.replaceAll("_", " "), name)));
  choice.value = zone().startsWith("own.") ? zone().slice(4) : "";
}, true);

document.addEventListener("change", event => {
  if (event.target.dataset?.does !== "zone") return;
  keepZone(event.target.value ? `own.${event.target.value}` : `auto.${here}`);
  location.reload();
});

// A file that is too large is refused before it is sent: the server would only cut it off.
document.addEventListener("change", event => {
  const { dataset, files } = event.target;
  if (!dataset?.most) return;
  const large = [...files].find(file => file.size > dataset.most);
  event.target.setCustomValidity(large ? `${large.name} has ${Math.ceil(large.size / 1048576)} MB; at most ${Math.floor(dataset.most / 1048576)} MB can be kept.` : "");
  event.target.reportValidity();
});
