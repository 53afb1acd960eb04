// Suggestions while typing, in the ARIA combobox pattern.

const FEWEST_CHARACTERS = 2;
const PAUSE_MS = 60;
// Facets are called what they are.
const KINDS = { word: "", title: "article" };

let current;
let pause;
let asked;

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-suggest]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => suggest(event.target), PAUSE_MS);
});

document.addEventListener("focusout", (event) => {
  if (event.target === current?.input) close();
});

// Pressing the button over a suggestion would take the focus away before it is a click.
document.addEventListener("mousedown", (event) => {
  if (current?.list.contains(event.target)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current) {
    event.preventDefault();
    close();
  }
});

document.addEventListener("submit", close);
document.addEventListener("htmx:beforeSwap", close);
document.addEventListener("htmx:afterSwap", describe);
describe();

document.addEventListener("combobox-commit", (event) => {
  const chosen = new URL(event.target.dataset.url, location);
  // Who wants no pictures wants none there either.
  const { searchParams } = new URL(location);
  if (searchParams.get("images") === "0") chosen.searchParams.set("images", "0");
  location.assign(chosen);
});

async function suggest(input) {
  const text = input.value.trim();
  asked?.abort();
  if (text.length < FEWEST_CHARACTERS) return close();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const address = `${input.dataset.suggest}?${new URLSearchParams({ q: text })}`;
    const response = await fetch(address, { signal });
    if (!response.ok) return close();
    const { suggestions } = await response.json();
    await open(input, suggestions, signal);
  } catch (error) {
    // Suggestions are no reason to trouble anybody.
    if (error.name !== "AbortError") close();
  }
}

async function open(input, suggestions, signal) {
  const { default: Combobox } = await import(input.dataset.combobox);
  if (signal.aborted || document.activeElement !== input) return;
  const list = input.parentElement.querySelector("[role=listbox]");
  hide();
  if (!suggestions.length) return;
  list.replaceChildren(...suggestions.map(option));
  list.hidden = false;
  current = { input, list, combobox: new Combobox(input, list, { tabInsertsSuggestions: false }) };
  current.combobox.start();
}

function close() {
  clearTimeout(pause);
  asked?.abort();
  hide();
}

/** Takes the list away; who goes on typing is still answered. */
function hide() {
  if (!current) return;
  current.combobox.destroy();
  describe();
  current.list.hidden = true;
  current.list.replaceChildren();
  current = undefined;
}

/** Says that the box is one that offers something; the library says so while it does. */
function describe() {
  const box = document.querySelector("[data-suggest]");
  box?.setAttribute("role", "combobox");
  box?.setAttribute("aria-autocomplete", "list");
  box?.setAttribute("aria-controls", "suggestions");
  box?.setAttribute("aria-expanded", "false");
}

function option({ kind, text, total, url }, number) {
  const item = document.createElement("li");
  item.id = `suggestion-${number}`;
  item.setAttribute("role", "option");
  item.dataset.url = url;
  const words = document.createElement("span");
  words.textContent = text;
  words.dir = "auto";
  const about = document.createElement("span");
  about.className = "muted";
  const count = total === null ? "" : total.toLocaleString("en");
  about.textContent = [KINDS[kind] ?? kind, count].filter(Boolean).join(" ");
  item.append(words, " ", about);
  return item;
}
