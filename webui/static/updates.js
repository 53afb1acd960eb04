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

function submit() {
  document.getElementById("search")?.requestSubmit();
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
document.addEventListener("htmx:beforeRequest", () => {
  waiting = false;
  clearTimeout(typing);
});

// Who goes on typing while the answer is under way loses no letter of it.
let unsent;
let swapping = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  swapping = true;
  const { activeElement: field } = document;
  const { elt, formData } = event.detail.requestConfig;
  const isTyped = elt.id === "search" && field.matches("input:not([type=checkbox])");
  unsent = isTyped && field.value !== (formData.get(field.name) ?? "") ? field : undefined;
});
document.addEventListener("htmx:afterSwap", () => {
  swapping = false;
  const field = unsent && document.getElementById(unsent.id);
  if (!field) return;
  field.value = unsent.value;
  // Numbers have no such place.
  if (unsent.selectionStart !== null) {
    field.setSelectionRange(unsent.selectionStart, unsent.selectionEnd);
  }
});

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
  for (const name of new Set(fields.keys())) {
    const values = fields.getAll(name).filter((value) => value !== "");
    fields.delete(name);
    for (const value of values) fields.append(name, value);
  }
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

document.addEventListener("htmx:swapError", () => (swapping = false));

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
