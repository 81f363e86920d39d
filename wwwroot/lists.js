// What a list does without its circuit: the arrows walk its cells, its end loads what follows, its columns are drawn wider, and coming back finds the place.
const cellOf = target => target.closest?.("table.list tbody :is(td, th)");
const typing = target => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function focusCell(cell) {
  if (!cell) return;
  for (const other of cell.closest("table").querySelectorAll("tbody [tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// Where the focus was in a row that was drawn anew, as somebody else changed it, the keys go on.
let place;
const lost = target => target === document.body && place?.row.isConnected && place.row.cells[place.column];

document.addEventListener("keydown", event => {
  const cell = cellOf(event.target) ?? (lost(event.target) || null);
  if (event.target.closest?.(".cell-editor")) return refocus(event, cell);
  if (event.key === "Escape" && !typing(event.target) && document.querySelector("[data-peek-close]")) {
    document.querySelector("[data-peek-close]").click();
    return;
  }
  if (event.target.classList?.contains("resizer")) return resizeByKey(event);
  if (!cell || typing(event.target) || event.metaKey || event.altKey) return;
  const row = cell.parentElement, rows = [...row.parentElement.rows], at = rows.indexOf(row), column = cell.cellIndex;
  const to = (r, c) => {
    if (r >= rows.length) document.querySelector("[data-more='by itself']:not(:disabled)")?.click();
    focusCell(rows[Math.max(0, Math.min(rows.length - 1, r))].cells[Math.max(0, Math.min(row.cells.length - 1, c))]);
  };
  const steps = {
    ArrowDown: () => to(at + 1, column), ArrowUp: () => to(at - 1, column), ArrowRight: () => to(at, column + 1), ArrowLeft: () => to(at, column - 1),
    Home: () => to(event.ctrlKey ? 0 : at, 0), End: () => to(event.ctrlKey ? rows.length : at, event.ctrlKey ? column : row.cells.length),
    PageDown: () => to(at + 10, column), PageUp: () => to(at - 10, column),
    Enter: () => (cell.querySelector("a") ?? row.querySelector("th a"))?.click(),
    " ": () => row.querySelector(".list-pick input").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey })),
    e: () => edit(cell), F2: () => edit(cell), p: () => tell(row, "peek"),
  };
  const step = steps[event.key];
  if (!step || (event.ctrlKey && !["Home", "End"].includes(event.key))) return;
  event.preventDefault();
  step();
});

// What is done in a row is said by one field of the grid: its cells have no listeners of their own.
function tell(row, act, ...more) {
  const said = row.closest(".list-frame").querySelector("[data-act]");
  said.value = [act, row.dataset.row, ...more].join(" ");
  said.dispatchEvent(new Event("change", { bubbles: true }));
}
function edit(cell) {
  if (cell.classList.contains("editable")) tell(cell.parentElement, "edit", cell.closest("table").tHead.rows[0].cells[cell.cellIndex].dataset.field);
}
document.addEventListener("click", event => {
  const cell = cellOf(event.target);
  if (!cell) return;
  const onPencil = event.target === cell && event.clientX > cell.getBoundingClientRect().right - 28;
  if (event.target.matches(".list-pick input")) tell(cell.parentElement, event.shiftKey ? "range" : "pick");
  else if (event.target.closest(".list-peek")) tell(cell.parentElement, "peek");
  else if (onPencil) edit(cell);
});
document.addEventListener("dblclick", event => {
  const cell = cellOf(event.target);
  if (cell && !event.target.closest("a, button, input, .cell-editor")) edit(cell);
});

// A peek follows the row that has the focus.
let peeking;
document.addEventListener("pointerdown", event => { if (!cellOf(event.target)) place = null; });
document.addEventListener("focusin", event => {
  const cell = cellOf(event.target);
  if (!cell) { place = null; return; }
  for (const other of cell.closest("table").querySelectorAll("tbody [tabindex='0']")) if (other !== cell) other.tabIndex = -1;
  cell.tabIndex = 0;
  const row = cell.parentElement;
  place = { row, column: cell.cellIndex };
  clearTimeout(peeking);
  if (cell.closest("[data-peeking]") && !row.classList.contains("peeked")) peeking = setTimeout(() => tell(row, "peek"), 150);
});

// What was edited is left by Enter or Escape; the focus goes back to its cell.
function refocus(event, cell) {
  if (!["Enter", "Escape"].includes(event.key) || !cell) return;
  const row = cell.parentElement, column = cell.cellIndex;
  let tries = 40;
  const wait = setInterval(() => {
    if (--tries === 0 || !row.isConnected) clearInterval(wait);
    else if (!row.cells[column].querySelector(".cell-editor")) {
      clearInterval(wait);
      if (document.activeElement === document.body) focusCell(row.cells[column]);
    }
  }, 50);
}

// Widths: drawn with the pointer, or with the arrows; said to the server once.
const columnOf = head => head.closest("table").querySelectorAll("col")[head.cellIndex];
function tellWidth(head) {
  const input = head.querySelector("[data-width]");
  input.value = Math.round(parseFloat(columnOf(head).style.width));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
document.addEventListener("pointerdown", event => {
  const grip = event.target.closest?.(".resizer");
  if (!grip) return;
  event.preventDefault();
  const head = grip.parentElement, from = event.clientX, was = head.getBoundingClientRect().width, column = columnOf(head);
  grip.setPointerCapture(event.pointerId);
  grip.onpointermove = move => { column.style.width = `${Math.max(60, Math.min(800, was + move.clientX - from))}px`; };
  grip.onpointerup = grip.onpointercancel = () => {
    grip.onpointermove = grip.onpointerup = grip.onpointercancel = null;
    tellWidth(head);
  };
});
function resizeByKey(event) {
  const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
  if (!by) return;
  event.preventDefault();
  const head = event.target.parentElement, column = columnOf(head);
  column.style.width = `${Math.max(60, Math.min(800, parseFloat(column.style.width) + by))}px`;
  tellWidth(head);
}

// The next rows are asked for before the end comes into view, once for each end.
function readOn() {
  const more = document.querySelector("[data-more='by itself']:not(:disabled)"), table = document.querySelector("table.list");
  if (!more || !table) return;
  const frame = more.closest(".list-frame").getBoundingClientRect(), rows = String(table.rows.length);
  if (more.getBoundingClientRect().top > Math.min(innerHeight, frame.bottom) + 300 || more.dataset.asked === rows) return;
  more.dataset.asked = rows;
  more.click();
}

// Where one was in a list, by its address; coming back by the browser's own buttons, or reloading, finds it again.
const scrolled = () => document.querySelector(".list-frame");
let keeping;
document.addEventListener("scroll", () => {
  readOn();
  const address = location.href;
  clearTimeout(keeping);
  if (!returning) keeping = setTimeout(() => {
    if (scrolled() && location.href === address) sessionStorage.setItem(`list ${address}`, JSON.stringify([scrolled().scrollTop, scrollY]));
  }, 100);
}, { capture: true, passive: true });
document.addEventListener("click", event => {
  if (event.target.closest?.("table.list a") && scrolled()) sessionStorage.setItem(`list ${location.href}`, JSON.stringify([scrolled().scrollTop, scrollY]));
}, true);
let returning = null;
function comeBack() {
  const kept = sessionStorage.getItem(`list ${location.href}`);
  if (!kept) return;
  const [inside, outside] = JSON.parse(kept), until = Date.now() + 5000;
  clearInterval(returning);
  returning = setInterval(() => {
    const frame = scrolled();
    if (frame) frame.scrollTop = inside;
    if (outside) scrollTo(0, outside);
    if (Date.now() > until || (frame && Math.abs(frame.scrollTop - inside) < 2 && Math.abs(scrollY - outside) < 2)) {
      clearInterval(returning);
      returning = null;
    }
  }, 50);
}
addEventListener("popstate", comeBack);
if (["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type)) comeBack();
for (const stop of ["wheel", "touchmove", "pointerdown"]) addEventListener(stop, () => { clearInterval(returning); returning = null; }, { passive: true });

// A menu whose form was applied has done what it was opened for; who is at the keyboard stays where it was opened.
document.addEventListener("submit", event => {
  const menu = event.target.closest?.(".filter-panel")?.closest("details");
  if (menu) setTimeout(() => { if (!menu.querySelector("[role=alert]")) closeMenu(menu); }, 400);
});
