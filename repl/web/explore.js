"use strict";
// The page to explore a graph: choose a conclusion, light a derivation, fold, search, pan and zoom,
// by pointer and by keyboard.

const data = graphOf("data");
const $ = (id) => document.getElementById(id);
const AT_ONCE = 60;  // more are folded at first

const state = { chosen: null, picked: null, all: false, silent: false, folded: new Set() };
const drawing = new Drawing($("svg"), data, { pick, fold });
const view = { x: 0, y: 0, k: 1 };

// ---- what is drawn ----

const mayShow = (id) => state.silent || data.nodes[id].force;

function roots() {
  if (!state.all) return [state.chosen];
  const joined = (id) => [...data.inputs[id].map((e) => e.from), ...data.outputs[id].map((e) => e.to)].some(mayShow);
  const some = data.nodes.map((_, id) => id).filter((id) => mayShow(id) && joined(id));
  const ends = some.filter((id) => !data.outputs[id].some((e) => mayShow(e.to)));
  const seen = restsOn(data, ends, mayShow);  // a circle that nothing else reads has no end
  return [...ends, ...some.filter((id) => !seen.has(id))];
}

function redraw(keepPlace) {
  if (state.chosen === null) return;
  if (!mayShow(state.chosen)) state.silent = true;
  const top = roots(), seen = new Set(top), queue = [...top];
  for (let at = 0; at < queue.length; ++at) {
    if (state.folded.has(queue[at])) continue;
    for (const edge of data.inputs[queue[at]])
      if (mayShow(edge.from) && !seen.has(edge.from)) {
        seen.add(edge.from);
        queue.push(edge.from);
      }
  }
  const hidden = new Map();
  for (const id of state.folded) {
    if (!seen.has(id)) continue;
    const behind = [...restsOn(data, [id], mayShow)].filter((n) => !seen.has(n)).length;
    if (behind > 0) hidden.set(id, behind);
  }
  const { width, height } = $("picture").getBoundingClientRect();
  drawing.draw([...seen].sort((a, b) => a - b), { width: width - 28, height: height - 28 }, hidden);
  stops();
  if (!keepPlace) fit();
  else place();
  relight();
  $("all").setAttribute("aria-pressed", String(state.all));
  $("silent").checked = state.silent;
  $("status").textContent = `${seen.size} of ${data.nodes.length} nodes drawn`;
}

// Breadth first from the conclusion until there are enough: the rest is folded.
function foldAtFirst() {
  state.folded.clear();
  if (state.all) return;
  const seen = new Set([state.chosen]), queue = [state.chosen];
  for (let at = 0; at < queue.length; ++at) {
    const next = [...new Set(data.inputs[queue[at]].map((e) => e.from))].filter((id) => mayShow(id) && !seen.has(id));
    if (seen.size + next.length > AT_ONCE && at > 0) {
      if (next.length > 0) state.folded.add(queue[at]);
      continue;
    }
    for (const id of next) { seen.add(id); queue.push(id); }
  }
}

function choose(id) {
  state.chosen = state.picked = id;
  state.all = false;
  if (!mayShow(id)) state.silent = true;
  foldAtFirst();
  redraw(false);
  details();
  mark();
}

function pick(id) {
  state.picked = id;
  relight();
  details();
  stops();
}

function fold(id) {
  if (!state.folded.delete(id)) state.folded.add(id);
  const focused = document.activeElement && document.activeElement.closest("#svg");
  redraw(true);
  if (focused) focus(id);
}

function relight() {
  const lit = state.picked === null ? null : restsOn(data, [state.picked], mayShow);
  drawing.light(lit, state.picked);
}

// ---- details ----

function details() {
  const panel = $("details"), id = state.picked;
  if (id === null) return panel.replaceChildren(element("p", { class: "faint" }, "Nothing is picked."));
  const node = data.nodes[id], parts = [];
  const line = (term, text) => {
    if (text !== "") parts.push(element("dt", {}, term), element("dd", {}, text));
  };
  if (node.rule) {
    line("rule", node.rule.text);
    line("name", node.rule.name);
    line("strength", node.rule.strength);
    line("because", node.rule.because);
    line("source", node.rule.source);
    line("where", node.rule.place);
  }
  const buttons = (term, all, other) => {
    const edges = all.filter((edge) => mayShow(other(edge)));
    if (all.length === 0) return;
    const list = element("ul", {}, ...edges.map((edge) => {
      const n = data.nodes[other(edge)];
      const name = n.title || (n.rule ? n.rule.text : "");
      const text = [edge.label, name, n.standing].filter((t) => t !== "").join(" · ");
      const button = element("button", { type: "button", class: n.tone }, text);
      button.addEventListener("click", () => reach(other(edge)));
      return element("li", {}, button);
    }));
    const rest = all.length - edges.length;
    if (rest > 0) list.append(element("li", { class: "faint" }, `${rest} that did not fire`));
    parts.push(element("dt", {}, term), element("dd", {}, list));
  };
  buttons("rests on", data.inputs[id], (e) => e.from);
  buttons("leads to", data.outputs[id], (e) => e.to);
  const bears = element("button", { type: "button" }, "Draw what bears on it");
  bears.addEventListener("click", () => choose(id));
  panel.replaceChildren(
    element("h2", {}, node.title || "A rule"),
    element("p", { class: `standing ${node.tone}` }, [node.goal ? "goal" : "", node.standing].filter((t) => t !== "").join(", ")),
    element("dl", {}, ...parts), ...(id === state.chosen && !state.all ? [] : [bears]));
}

// Shows a node that may not be drawn yet, and picks it.
function reach(id) {
  if (!drawing.items.has(id)) choose(id);
  else pick(id);
  bring(id);
}

// ---- the list of conclusions, and search ----

function list() {
  const text = $("search").value.trim().toLowerCase();
  const named = data.nodes.map((_, id) => id).filter((id) => {
    const node = data.nodes[id];
    const words = node.title + " " + (node.rule ? node.rule.name : "");
    return node.shape !== "test" && words.toLowerCase().includes(text);
  });
  // What begins so comes before what merely holds it.
  const late = (id) => Number(!data.nodes[id].title.toLowerCase().startsWith(text));
  const ids = text === "" ? data.start : named.sort((a, b) => late(a) - late(b)), most = 40;
  $("list").replaceChildren(...ids.slice(0, most).map((id) => {
    const node = data.nodes[id];
    const button = element("button", { type: "button", class: node.tone, "data-id": id },
      element("span", { class: "name" }, node.title || node.rule.text), element("span", { class: "standing" }, node.standing));
    button.addEventListener("click", () => choose(id));
    return element("li", {}, button);
  }));
  const rest = ids.length > most ? `${ids.length - most} more; type more of the name` : "";
  $("found").textContent = text === "" ? rest : `${ids.length} found. ${rest}`;
  mark();
}

function mark() {
  for (const button of $("list").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(Number(button.dataset.id) === state.chosen));
}

// ---- pan and zoom ----

function place() {
  const { width, height } = $("picture").getBoundingClientRect();
  $("svg").setAttribute("viewBox", `0 0 ${Math.max(1, width)} ${Math.max(1, height)}`);
  drawing.stage.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
}

// The whole picture if it stays readable; else its right end, where the conclusion stands.
function fit(whole) {
  const { width, height } = $("picture").getBoundingClientRect(), margin = 14;
  const { width: w, height: h, at } = drawing.plan;
  const all = Math.min((width - 2 * margin) / Math.max(1, w), (height - 2 * margin) / Math.max(1, h), 1);
  view.k = whole ? Math.max(all, 0.05) : Math.max(all, width < 600 ? 0.82 : 0.72);
  const box = at.get(state.chosen) || { x: w, y: 0, w: 0, h: 0 };
  // Along one side: centred if it fits, else with the conclusion as near the middle as may be.
  const along = (room, size, middle) => size * view.k <= room - 2 * margin
    ? (room - size * view.k) / 2
    : Math.min(margin, Math.max(room - margin - size * view.k, room / 2 - middle * view.k));
  view.x = along(width, w, box.x + box.w / 2);
  view.y = along(height, h, box.y + box.h / 2);
  place();
}

function zoom(factor, x, y) {
  const k = Math.min(3, Math.max(0.05, view.k * factor)), f = k / view.k;
  view.x = x - (x - view.x) * f;
  view.y = y - (y - view.y) * f;
  view.k = k;
  place();
}

// Moves the picture so that the node can be seen.
function bring(id) {
  const { width, height } = $("picture").getBoundingClientRect(), box = drawing.plan.at.get(id);
  if (!box) return;
  const [left, top] = [view.x + box.x * view.k, view.y + box.y * view.k];
  const [right, bottom] = [left + box.w * view.k, top + box.h * view.k];
  if (left < 8) view.x += 24 - left;
  else if (right > width - 8) view.x += width - 24 - right;
  if (top < 8) view.y += 24 - top;
  else if (bottom > height - 8) view.y += height - 24 - bottom;
  place();
}

function pointers() {
  const box = $("picture"), down = new Map();
  let moved = 0;
  const spot = (event) => {
    const { left, top } = box.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  box.addEventListener("pointerdown", (event) => { down.set(event.pointerId, spot(event)); moved = 0; });
  box.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId), now = spot(event);
    if (!before) return;
    const other = [...down].find(([pointer]) => pointer !== event.pointerId);
    if (other) {
      const [, o] = other, far = (p) => Math.hypot(p.x - o.x, p.y - o.y);
      zoom(far(now) / Math.max(1, far(before)), o.x, o.y);
    }
    view.x += (now.x - before.x) / down.size;
    view.y += (now.y - before.y) / down.size;
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    down.set(event.pointerId, now);
    if (moved > 4 && !box.hasPointerCapture(event.pointerId)) box.setPointerCapture(event.pointerId);
    place();
  });
  for (const end of ["pointerup", "pointercancel"])
    box.addEventListener(end, (event) => down.delete(event.pointerId));
  // A drag is no click.
  box.addEventListener("click", (event) => { if (moved > 4) event.stopPropagation(); }, true);
  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    const at = spot(event);
    zoom(Math.exp(-event.deltaY * 0.0015), at.x, at.y);
  }, { passive: false });
}

// ---- keyboard ----

// One node is a stop for Tab; the arrows go on from there.
function stops() {
  const stop = drawing.items.has(state.picked) ? state.picked : drawing.inOrder([...drawing.items.keys()])[0];
  for (const [id, item] of drawing.items) item.setAttribute("tabindex", id === stop ? "0" : "-1");
}

function focus(id) {
  for (const [other, item] of drawing.items) item.setAttribute("tabindex", other === id ? "0" : "-1");
  drawing.items.get(id).focus({ preventScroll: true });
  bring(id);
}

// The neighbour in the arrow's direction: along an edge, or in the same column.
function neighbour(id, key) {
  const { at, upright } = drawing.plan, own = at.get(id);
  const middle = (n) => upright ? at.get(n).x + at.get(n).w / 2 : at.get(n).y + at.get(n).h / 2;
  const nearest = (ids) => ids.sort((a, b) => Math.abs(middle(a) - middle(id)) - Math.abs(middle(b) - middle(id)))[0];
  const drawn = drawing.lines.map(({ edge }) => edge);
  const [inwards, outwards, back] =
    upright ? ["ArrowDown", "ArrowUp", "ArrowLeft"] : ["ArrowLeft", "ArrowRight", "ArrowUp"];
  if (key === inwards) return nearest(drawn.filter((e) => e.to === id).map((e) => e.from));
  if (key === outwards) return nearest(drawn.filter((e) => e.from === id).map((e) => e.to));
  const up = key === back;
  return nearest([...at.keys()].filter((n) => n !== id && at.get(n).column === own.column && (up ? middle(n) < middle(id) : middle(n) > middle(id))));
}

function keys() {
  $("svg").addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-id]");
    if (!item) return;
    const id = Number(item.dataset.id);
    if (event.key.startsWith("Arrow")) {
      const next = neighbour(id, event.key);
      if (next !== undefined) focus(next);
    } else if (event.key === "Enter") {
      pick(id);
    } else if (event.key === " ") {
      if (item.hasAttribute("aria-expanded")) fold(id);
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== $("search")) {
      event.preventDefault();
      $("search").focus();
    } else if (event.key === "Escape") {
      if ($("search").value !== "") { $("search").value = ""; list(); }
      state.picked = null;
      relight();
      details();
    }
  });
  $("search").addEventListener("keydown", (event) => {
    const first = $("list").querySelector("button");
    if (!first || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    if (event.key === "Enter") first.click();
    else first.focus();
  });
  $("list").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...$("list").querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    event.preventDefault();
    (next || $("search")).focus();
  });
}

// ---- start ----

$("search").addEventListener("input", list);
$("all").addEventListener("click", () => { state.all = !state.all; foldAtFirst(); redraw(false); });
$("silent").addEventListener("change", () => { state.silent = $("silent").checked; foldAtFirst(); redraw(false); });
$("in").addEventListener("click", () => zoom(1.25, $("picture").clientWidth / 2, $("picture").clientHeight / 2));
$("out").addEventListener("click", () => zoom(0.8, $("picture").clientWidth / 2, $("picture").clientHeight / 2));
$("fit").addEventListener("click", () => fit(true));
$("silent").parentElement.hidden = !data.case;
window.addEventListener("resize", () => redraw(false));
window.addEventListener("beforeprint", () => {
  if (state.chosen === null) return;
  drawing.stage.removeAttribute("transform");
  drawing.natural();
});
window.addEventListener("afterprint", () => { if (state.chosen !== null) place(); });
pointers();
keys();
list();
if (data.start.length > 0) choose(data.start[0]);
else $("status").textContent = "Nothing is concluded yet: search for a name to see what bears on it.";
