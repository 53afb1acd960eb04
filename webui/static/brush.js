// Dragging over the histogram selects a range of dates. A click on a bar is a link.

const LEAST_PIXELS = 6;
let drag;

document.addEventListener("pointerdown", (event) => {
  const chart = event.target.closest?.("[data-brush]");
  if (!chart || event.button !== 0) return;
  drag = { chart, pointer: event.pointerId, from: event.clientX, to: event.clientX };
});

document.addEventListener("pointermove", (event) => {
  if (!isOurs(event)) return;
  if (!event.buttons) return cancel();
  drag.to = event.clientX;
  if (isDrag()) show();
  else clear();
});

document.addEventListener("pointerup", (event) => {
  if (!isOurs(event)) return;
  if (isDrag()) select();
  // The click comes after this, and must know whether it ends a drag.
  setTimeout(() => (drag = undefined));
});

document.addEventListener("pointercancel", cancel);

document.addEventListener(
  "click",
  (event) => {
    if (drag && isDrag()) event.preventDefault();
  },
  true,
);

// Links and pictures can be dragged themselves.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-brush]")) event.preventDefault();
});

/** Tells whether an event goes on with the drag, whose chart may be gone meanwhile. */
function isOurs(event) {
  if (drag && !drag.chart.isConnected) drag = undefined;
  return drag?.pointer === event.pointerId;
}

function cancel() {
  if (drag) clear();
  drag = undefined;
}

/** Takes away what a drag has marked. */
function clear() {
  drag.chart.querySelector(".brush").setAttribute("width", 0);
  said().textContent = "";
}

/** Returns where it is written what would be selected. */
function said() {
  return drag.chart.parentElement.querySelector(".brushed");
}

function isDrag() {
  return Math.abs(drag.to - drag.from) >= LEAST_PIXELS;
}

/** Returns the buckets under the drag, in order. */
function touched() {
  const buckets = [...drag.chart.querySelectorAll("[data-start]")];
  const { left, width } = drag.chart.getBoundingClientRect();
  const places = [drag.from, drag.to].map((x) => {
    const place = Math.floor(((x - left) / width) * buckets.length);
    return Math.min(Math.max(place, 0), buckets.length - 1);
  });
  const [first, last] = places.sort((one, other) => one - other);
  return { first, last, buckets };
}

function show() {
  const { first, last, buckets } = touched();
  const step = drag.chart.viewBox.baseVal.width / buckets.length;
  const brush = drag.chart.querySelector(".brush");
  brush.setAttribute("x", first * step);
  brush.setAttribute("width", (last - first + 1) * step);
  const chosen = buckets.slice(first, last + 1);
  // Stories and providers of several buckets may be the same ones.
  const counts = chosen.map((bucket) => bucket.dataset.count);
  const total = counts.reduce((sum, count) => sum + Number(count), 0);
  const dates = span(chosen[0].dataset.start, chosen.at(-1).dataset.end);
  const label = said();
  label.textContent = counts.includes(undefined) ? dates : `${dates} · ${total.toLocaleString("en")}`;
  // In the middle of the selection, and no further to either side than it has place.
  const room = drag.chart.clientWidth;
  const middle = ((first + last + 1) / 2 / buckets.length) * room;
  const half = label.offsetWidth / 2;
  label.style.left = `${Math.max(half, Math.min(middle, room - half))}px`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Writes the days from one to another (ISO): "Jun to Sep 2020", "3 to 8 Mar 2021", "2019". */
function span(start, end) {
  const [from, to] = [start, end].map((day) => day.split("-"));
  const isFirst = start.endsWith("-01");
  const isLast = new Date(Date.UTC(to[0], to[1], 0)).getUTCDate() === Number(to[2]);
  const month = ([, number]) => MONTHS[number - 1];
  if (isFirst && isLast) {
    if (from[1] === "01" && to[1] === "12") return from[0] === to[0] ? from[0] : `${from[0]} to ${to[0]}`;
    return joined([month(from), from[0]], [month(to), to[0]]);
  }
  return joined(...[from, to].map((day) => [String(Number(day[2])), month(day), day[0]]));
}

/** Joins two dates, from the least part to the year, and says once what both end with. */
function joined(one, other) {
  const whole = other.join(" ");
  if (one.join(" ") === whole) return whole;
  const first = [...one];
  for (let at = 1; first.length > 1 && first.at(-1) === other.at(-at); at++) first.pop();
  return `${first.join(" ")} to ${whole}`;
}

function select() {
  const { first, last, buckets } = touched();
  const form = document.getElementById("search");
  form.elements.from.value = buckets[first].dataset.start;
  form.elements.to.value = buckets[last].dataset.end;
  form.elements.to.dispatchEvent(new Event("change", { bubbles: true }));
}
