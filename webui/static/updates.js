// Partial updates: what htmx leaves open. Pages work without any of this.

document.documentElement.classList.add("has-script");

// Of these ways to say when, the last one counts.
const DATES = { from: "day", to: "day", last: "last", date: "date" };

// A filter applies as soon as it is chosen; text, when it was typed.
document.addEventListener("change", (event) => {
  const field = event.target;
  // A field that is swapped out while somebody types in it changes, too.
  if (swapping || field.form?.id !== "search" || !field.closest(".filters")) return;
  for (const other of field.name in DATES ? field.form.elements : []) {
    if (!(other.name in DATES) || DATES[other.name] === DATES[field.name]) continue;
    if (other.type === "checkbox") other.checked = false;
    else other.value = "";
  }
  if (pressed) waiting = true;
  else submit();
});

const TYPING_MS = 250;
let typing;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(".find input")) return;
  clearTimeout(typing);
  typing = setTimeout(submit, TYPING_MS);
});

// What is done at once sends filters alone; words wait for Enter or the button.
let isAutomatic = false;
function submit() {
  isAutomatic = true;
  document.getElementById("search")?.requestSubmit();
  isAutomatic = false;
}

// A page that changed under a pressed button would swallow the click, which may ask for
// something else.
let pressed = false;
let waiting = false;
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    name,
    () => {
      pressed = false;
      setTimeout(() => waiting && submit());
    },
    true,
  );
}
// A date whose field was left by a click on a link applies after it.
let late = false;
document.addEventListener("htmx:beforeRequest", (event) => {
  late = waiting && event.detail.elt.id !== "search";
  waiting = false;
  clearTimeout(typing);
});
document.addEventListener("htmx:afterSettle", () => {
  const fields = [...(document.getElementById("search")?.elements ?? [])];
  const isTyped = (field) => field.closest(".filters") && field.value !== field.defaultValue;
  if (late && fields.some(isTyped)) submit();
  late = false;
});

let swapping = false;
for (const name of ["htmx:beforeSwap", "htmx:afterSwap", "htmx:swapError"]) {
  document.addEventListener(name, () => (swapping = name === "htmx:beforeSwap"));
}

// Hits come and go above the filters on a phone: what was chosen stays where it is.
let chosen;
document.addEventListener("htmx:beforeSwap", () => {
  const field = document.activeElement?.closest(".filters [id]");
  chosen = field ? { id: field.id, top: field.getBoundingClientRect().top } : undefined;
});
document.addEventListener("htmx:afterSettle", () => {
  const field = chosen && document.getElementById(chosen.id);
  if (field) window.scrollBy(0, field.getBoundingClientRect().top - chosen.top);
});

// Empty fields say nothing, and make addresses long.
document.addEventListener("htmx:configRequest", (event) => {
  const fields = event.detail.formData;
  if (isAutomatic) fields.set("q", document.getElementById("q").defaultValue);
  for (const name of new Set(fields.keys())) {
    const values = fields.getAll(name).filter((value) => value !== "");
    fields.delete(name);
    for (const value of values) fields.append(name, value);
  }
});

// What is looked for in a list of values is no part of a search, nor of its address.
document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  const { history } = event.detail;
  const address = new URL(history.path, location.href);
  const found = [...address.searchParams.keys()].filter((name) => name.startsWith("find_"));
  if (!found.length) return;
  for (const name of found) address.searchParams.delete(name);
  history.path = address.pathname + address.search;
  if (history.path === location.pathname + location.search) history.type = "replace";
});

// An answer that is an error is a page like others.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// Without an answer the browser says better than we could what is wrong.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    location.assign(event.detail.pathInfo.finalRequestPath);
  });
}

// Feed readers look into the head, which is not exchanged.
document.addEventListener("htmx:beforeSwap", (event) => {
  const links = (page) => page.head.querySelectorAll("link[rel=alternate]");
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  for (const link of links(document)) link.remove();
  document.head.append(...links(page));
});

// Who cannot see the page change is told how many articles there are.
document.addEventListener("htmx:beforeSwap", () => {
  // The same text again would not be read out.
  document.getElementById("announcer").textContent = "";
});
document.addEventListener("htmx:afterSettle", () => {
  const found = document.getElementById("found");
  const heading = document.querySelector("main h1");
  document.getElementById("announcer").textContent = (found ?? heading)?.textContent ?? "";
});

// Open panels, and text that is typed but not sent, outlast an update: text goes with a press
// of Enter or the button, and stays in its field otherwise.

// Each kind of panel is on the page once.
const panels = () => document.querySelectorAll("main details[class]");

let open = [];
let focused;
let unsent = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, formData } = event.detail.requestConfig;
  const isForm = elt.id === "search";
  open = [...panels()].filter((panel) => panel.open).map((panel) => panel.className);
  focused = document.activeElement?.closest("main details[class] [id]")?.id;
  unsent = textFields()
    .map((field) => ({
      field,
      // What the page has of it; who goes on typing while an answer is under way has more.
      known: isForm ? (formData.get(field.name) ?? "") : field.defaultValue,
      isForm,
    }))
    .filter(({ field, known }) => field.value !== known);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const panel of panels()) if (open.includes(panel.className)) panel.open = true;
  // What was folded could not have the focus, which was lost meanwhile.
  const field = focused && document.getElementById(focused);
  if (field?.closest("details[open]")) field.focus({ preventScroll: true });
  for (const { field, known, isForm } of unsent) {
    const now = document.getElementById(field.id);
    // A link that changes a field is what was asked for last.
    if (!now || (!isForm && now.defaultValue !== known)) continue;
    now.value = field.value;
    // Numbers have no such place.
    if (now === document.activeElement && field.selectionStart !== null) {
      now.setSelectionRange(field.selectionStart, field.selectionEnd);
    }
  }
});

function textFields() {
  const fields = document.getElementById("search")?.elements ?? [];
  return [...fields].filter((field) => field.matches("input[id]:not([type=checkbox])"));
}
