// A connection that drops comes back by itself. Where the server no longer knows the page (it was restarted), the page is loaded anew, and what was typed into its form is put back:
// it lies in this tab's session storage from the moment the page goes until the form is there again, and never otherwise.
const banner = document.getElementById("components-reconnect-modal");
const lost = () => /components-reconnect-(show|retrying|failed|rejected)/.test(banner.className);
const key = () => `kept ${location.pathname}${location.search}`;
const before = new WeakMap(), typed = new Set();

const value = field => field.type === "checkbox" || field.type === "radio" ? String(field.checked) : field.value;
const isKept = field => field.id && field.matches("input, select, textarea") && !/^(password|file|hidden|search)$/.test(field.type) && !field.closest(".rz-dropdown, .secret");

document.addEventListener("focusin", event => {
  if (isKept(event.target) && !before.has(event.target)) before.set(event.target, value(event.target));
});
document.addEventListener("input", event => {
  if (event.target.closest("main") && !event.target.closest("[type=search], [data-search]")) typed.add(event.target);
});

const unsaved = () => [...typed].filter(field => field.isConnected && value(field) !== (before.get(field) ?? field.defaultValue ?? ""));

addEventListener("pagehide", () => {
  const fields = lost() ? unsaved().filter(field => isKept(field) && field.closest("form[data-keep]")) : [];
  if (fields.length) sessionStorage.setItem(key(), JSON.stringify(fields.map(field => [field.id, value(field), before.get(field)])));
});

// Blazor asks before a form that is not saved is left. This reload leaves nothing behind.
let reloading = false;
addEventListener("beforeunload", event => { if (reloading) event.stopImmediatePropagation(); }, true);

// Only what is in no form that comes back keeps the page from being loaded anew.
async function begin() {
  if (reloading || unsaved().some(field => !isKept(field) || !field.closest("form[data-keep]"))) return;
  reloading = true;
  try {
    await fetch("/health", { cache: "no-store" });
    location.reload();
  } catch {
    reloading = false;
    setTimeout(begin, 2000);
  }
}

let again, wasLost = false;
new MutationObserver(() => {
  clearTimeout(again);
  // What was typed while nothing answered, the server was not told.
  if (wasLost && !lost()) for (const field of unsaved()) field.dispatchEvent(new Event("change", { bubbles: true }));
  wasLost = lost();
  if (banner.classList.contains("components-reconnect-rejected")) begin();
  if (banner.classList.contains("components-reconnect-failed")) again = setTimeout(() => banner.querySelector("[data-does=reconnect]").click(), 3000);
}).observe(banner, { attributeFilter: ["class"] });

const kept = JSON.parse(sessionStorage.getItem(key()) ?? "null");
if (kept) {
  const form = new MutationObserver(restore);
  form.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-keep"] });
  setTimeout(() => form.disconnect(), 30_000);
  restore();
  function restore() {
    const fields = kept.map(([id]) => document.getElementById(id));
    if (!fields.some(field => field?.closest("form[data-keep]"))) return;
    form.disconnect();
    sessionStorage.removeItem(key());
    const changed = [];
    for (const [index, [, mine, original]] of kept.entries()) {
      const field = fields[index];
      if (!field) continue;
      if (original !== undefined && value(field) !== original && value(field) !== mine) changed.push(field.labels?.[0]?.firstChild?.textContent.trim() ?? field.id);
      before.set(field, value(field));
      if (mine === value(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine === "true"; else field.value = mine;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const says = fields.find(field => field).closest("form").querySelector("[data-restored]");
    says.hidden = false;
    says.querySelector("span").textContent = "The console was restarted. What you typed is back, and not saved yet." + (changed.length ? ` Somebody else changed this meanwhile: ${changed.join(", ")}.` : "");
  }
}
