// The command palette and the sheet of shortcuts. They open by the key alone; what the palette lists is filtered here, and only records are asked of the server.
const palette = document.getElementById("palette"), shortcuts = document.getElementById("shortcuts");
const ask = palette?.querySelector("[role=combobox]"), list = palette?.querySelector("[role=listbox]"), none = palette?.querySelector(".palette-none"), failed = palette?.querySelector(".palette-failed");
let chosen = null, walked = false, entered = false, asking = 0;

function openPalette() {
  if (!palette || palette.open) return;
  closeMenus();
  if (shortcuts.open) shortcuts.close();
  gather("page", [...document.querySelectorAll(".page-head .actions :is(a, button:not(:disabled)), main .tabs a:not([aria-current])")]);
  gather("places", [...document.querySelectorAll(".spine nav .spine-group a, .topbar .bell, .topbar .menu-panel > a")]);
  ask.value = "";
  palette.showModal();
  ask.focus();
  typed();
}

function openShortcuts() {
  if (!shortcuts || shortcuts.open) return;
  closeMenus();
  if (palette.open) palette.close();
  shortcuts.showModal();
}

function closeMenus() {
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
}

// What the page itself offers, under the words it has there; choosing it presses it there.
function gather(what, elements) {
  const group = list.querySelector(`[data-gathers=${what}]`);
  group.replaceChildren(...elements.flatMap(element => {
    const words = (element.getAttribute("title") || [...element.childNodes].filter(n => n.nodeType !== Node.COMMENT_NODE && !n.classList?.contains("badge") && !n.classList?.contains("count")).map(n => n.textContent).join("")).trim();
    if (!words) return [];
    const option = document.createElement("div"), icon = element.querySelector("svg")?.cloneNode(true) ?? document.createElement("span"), name = document.createElement("span");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    name.textContent = words;
    option.append(icon, name);
    option.presses = element;
    return [option];
  }));
}

function typed() {
  walked = entered = false;
  show();
  clearTimeout(asking);
  asking = setTimeout(() => {
    const query = palette.querySelector("[data-palette-query]");
    if (!query) return;
    query.value = ask.value.trim();
    query.dispatchEvent(new Event("change", { bubbles: true }));
  }, ask.value ? 90 : 0);
}

const records = () => list.querySelector("[data-answers]");
const isAnswered = () => records()?.dataset.answers === ask.value.trim();
const visible = () => [...list.querySelectorAll("[role=option]")].filter(option => !option.hidden);

// Records are found by the server, everything else by its words, each of which must begin one of the option's.
function show() {
  const words = ask.value.toLowerCase().split(/\s+/).filter(Boolean);
  let number = 0;
  for (const option of list.querySelectorAll("[role=option]")) {
    option.id = `palette-${number++}`;
    const has = option.textContent.toLowerCase().split(/[\s…]+/);
    option.hidden = !option.closest("[data-answers]") && !words.every(word => has.some(h => h.startsWith(word)));
  }
  for (const group of list.querySelectorAll("[role=group]")) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  const options = visible();
  failed.hidden = !records()?.hasAttribute("data-failed");
  none.hidden = options.length > 0 || !isAnswered() || !failed.hidden;
  choose(walked && options.includes(chosen) ? chosen : options[0]);
}

function choose(option) {
  for (const other of list.querySelectorAll("[aria-selected=true]")) if (other !== option) other.setAttribute("aria-selected", "false");
  chosen = option ?? null;
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) ask.setAttribute("aria-activedescendant", option.id);
  else ask.removeAttribute("aria-activedescendant");
}

function take(option) {
  if (!option) return;
  const pressed = option.presses ?? (option.dataset.press ? document.querySelector(option.dataset.press) : null);
  palette.close();
  if (pressed) pressed.click();
  else option.click();
}

if (palette) {
  ask.addEventListener("input", typed);
  ask.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], options = visible();
    if (step && options.length > 0) {
      event.preventDefault();
      walked = true;
      choose(options[(options.indexOf(chosen) + step + options.length) % options.length]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      // What is being looked for may be what is meant: Enter waits for it.
      if (walked || isAnswered() || !ask.value.trim()) take(chosen);
      else entered = true;
    }
  });
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (option.href && !option.presses) palette.close();
    else take(option);
  });
  list.addEventListener("pointermove", event => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen) { walked = true; choose(option); }
  });
  let live = false;
  new MutationObserver(() => {
    if (!palette.open) return;
    // The page has just come alive: what was typed before is asked now.
    if (!live && records()?.getAttribute("aria-busy") !== "true") { live = true; typed(); return; }
    show();
    if (entered && isAnswered()) take(chosen);
  }).observe(list, { childList: true, subtree: true, attributeFilter: ["data-answers", "data-failed", "aria-busy"] });
}

document.addEventListener("click", event => {
  const does = event.target.closest("[data-does]")?.dataset.does;
  if (does === "palette") openPalette();
  if (does === "shortcuts") openShortcuts();
  if (does === "close") event.target.closest("dialog")?.close();
  if (event.target === palette || event.target === shortcuts) event.target.close();
});

const places = { h: "/", t: "/talents", d: "/deals", i: "/inbox" };
let g = 0;

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (palette?.open) palette.close();
    else openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog, [role=alertdialog], .rz-dialog")) return;
  if (event.key === "?") { event.preventDefault(); openShortcuts(); }
  if (event.key in places && event.timeStamp - g < 1500) {
    event.preventDefault();
    [...document.querySelectorAll(".spine nav .spine-group a")].find(a => new URL(a.href).pathname === places[event.key])?.click();
  }
  g = event.key === "g" ? event.timeStamp : 0;
});

if (/Mac|iP(hone|ad)/.test(navigator.platform)) for (const key of document.querySelectorAll("kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
