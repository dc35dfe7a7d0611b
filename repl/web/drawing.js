"use strict";
// Draws a part of the graph as SVG. Names are put in as text nodes, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const LINE = 17, PAD_X = 11, PAD_Y = 7, WIDEST = 190;
const FONT = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const ruler = document.createElement("canvas").getContext("2d");

function element(name, attributes, ...children) {
  const made = name.startsWith("svg:") ? document.createElementNS(SVG, name.slice(4))
                                       : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Lines of at most WIDEST pixels, broken at spaces, or inside a word that is wider; four at most.
function broken(text, bold) {
  ruler.font = (bold ? "600 " : "") + FONT;
  const fits = (line) => ruler.measureText(line).width <= WIDEST;
  const lines = [];
  let line = "";
  for (let word of text.split(" ")) {
    if (fits(line === "" ? word : line + " " + word)) {
      line += (line === "" ? "" : " ") + word;
      continue;
    }
    if (line !== "") lines.push(line);
    while (!fits(word)) {
      let n = word.length - 1;
      while (n > 1 && !fits(word.slice(0, n))) n = Math.floor(n * 0.9);
      lines.push(word.slice(0, n));
      word = word.slice(n);
    }
    line = word;
  }
  if (line !== "") lines.push(line);
  if (lines.length > 4) lines.splice(4, lines.length, lines[3].slice(0, -1) + "…"), lines.splice(3, 1);
  return lines;
}

// Adds to each node of the data its lines and its size.
function measure(node) {
  if (node.lines) return;
  node.lines = [...broken(node.title, node.goal).map((text) => ({ text, main: true })),
                ...broken(node.standing, false).map((text) => ({ text, main: false }))];
  const widths = node.lines.map((line) => {
    ruler.font = (line.main && node.goal ? "600 " : "") + FONT;
    return ruler.measureText(line.text).width;
  });
  node.w = Math.ceil(Math.max(18, ...widths)) + 2 * PAD_X + (node.shape === "join" ? 10 : 0);
  node.h = Math.max(1, node.lines.length) * LINE + 2 * PAD_Y - (node.shape === "finding" ? 0 : 4);
}

function outline(node) {
  const { w, h } = node;
  if (node.shape === "join") {
    const d = `M8 0H${w - 8}L${w} ${h / 2}L${w - 8} ${h}H8L0 ${h / 2}Z`;
    return element("svg:path", { class: "box", d });
  }
  const rx = node.shape === "argument" ? h / 2 : 5;
  return element("svg:rect", { class: "box", width: w, height: h, rx });
}

function curve(points, upright) {
  let d = `M${points[0]}`;
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1], points[i]];
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    d += upright ? `C${a[0]} ${y} ${b[0]} ${y} ${b}` : `C${x} ${a[1]} ${x} ${b[1]} ${b}`;
  }
  return d;
}

// A point in the first part of the curve from a to b, where lines to one end are still apart.
function early(a, b, upright) {
  const t = upright ? 0.3 : 0.45, u = 1 - t, ends = (i) => u * u * u * a[i] + t * t * t * b[i];
  const between = 3 * u * t;
  const along = (i) => ends(i) + between * (a[i] + b[i]) / 2;
  const across = (i) => ends(i) + between * (u * a[i] + t * b[i]);
  return upright ? [across(0), along(1)] : [along(0), across(1)];
}

// At the end of a line: an arrow; a bar for what holds back.
function head([x, y], against, upright) {
  if (against) return upright ? `M${x - 5} ${y + 2}h10` : `M${x - 2} ${y - 5}v10`;
  return upright ? `M${x} ${y}l-3.5 7h7z` : `M${x} ${y}l-7 -3.5v7z`;
}

// What is said aloud of a node.
function spoken(node) {
  return [node.title, node.standing, node.goal ? "goal" : "", node.rule ? node.rule.text : ""]
    .filter((text) => text !== "").join(", ");
}

class Drawing {
  // data: the graph; options.pick(id), options.fold(id): on a click.
  constructor(svg, data, options) {
    this.svg = svg;
    this.data = data;
    this.options = options || {};
    this.items = new Map();
    data.nodes.forEach(measure);
    ruler.font = FONT;
    for (const edge of data.edges)
      edge.room = edge.label === "" ? 0 : ruler.measureText(edge.label).width * 0.85;
  }

  // Upright if it then fits better into so much room; lying is good enough at a scale of
  // room.enough.
  arrange(shown, edges, room) {
    const plan = (upright) => layout(shown, edges, (id) => this.data.nodes[id], upright);
    const lying = plan(false);
    const scale = (p) => Math.min(1, room.width / p.width, room.height / p.height);
    if (scale(lying) >= (room.enough || 1) || shown.length > 400) return lying;
    const upright = plan(true);
    return scale(upright) > scale(lying) ? upright : lying;
  }

  // shown: ids. hidden: of a folded node, how many lie behind it (a Map).
  draw(shown, room, hidden = new Map()) {
    const visible = new Set(shown);
    const edges = this.data.edges.filter((e) => visible.has(e.from) && visible.has(e.to));
    this.plan = this.arrange(shown, edges, room);
    this.items.clear();
    const lines = element("svg:g", { class: "edges" }), nodes = element("svg:g", { class: "nodes" });
    this.lines = edges.map((edge, i) => {
      const line = this.line(edge, this.plan.lines[i]);
      lines.append(line);
      return { edge, line };
    });
    for (const id of this.inOrder(shown)) nodes.append(this.node(id, hidden.get(id)));
    this.stage = element("svg:g", {}, lines, nodes);
    this.svg.replaceChildren(this.stage);
    this.natural();
  }

  // By column, the right one first, then from above: the way of Tab and of a screen reader.
  inOrder(shown) {
    const at = this.plan.at;
    return [...shown].sort((a, b) => at.get(b).column - at.get(a).column || at.get(a).y - at.get(b).y);
  }

  natural() {
    const margin = 12;
    this.box = [-margin, -margin, this.plan.width + 2 * margin, this.plan.height + 2 * margin];
    this.svg.setAttribute("viewBox", this.box.join(" "));
    this.svg.style.setProperty("--natural", `${this.box[2]}px`);
  }

  line(edge, points) {
    const upright = this.plan.upright;
    const path = element("svg:path", { class: "line", d: curve(points, upright) });
    const group = element("svg:g", {
      class: `edge ${edge.against ? "against" : ""} ${edge.live ? "" : "quiet"}` }, path);
    group.append(element("svg:path", {
      class: "head", d: head(points[points.length - 1], edge.against, upright) }));
    if (edge.label !== "") {
      const [x, y] = early(points[0], points[1], upright);
      group.append(element("svg:text", { class: "label", x, y: y + (upright ? 4 : -3) }, edge.label));
    }
    return group;
  }

  node(id, hidden) {
    const node = this.data.nodes[id], { x, y } = this.plan.at.get(id);
    const classes = ["node", node.shape, node.tone, node.given ? "given" : "",
                     node.goal ? "goal" : ""].join(" ");
    const group = element("svg:g", { class: classes, transform: `translate(${x} ${y})`,
                                     "data-id": id });
    group.append(element("svg:title", {}, node.rule ? node.rule.text : node.title), outline(node));
    node.lines.forEach((line, i) => group.append(element("svg:text", {
      class: line.main ? "name" : "standing", x: node.w / 2,
      y: (node.h - node.lines.length * LINE) / 2 + i * LINE + 12.5 }, line.text)));
    if (this.options.pick) this.activate(group, id, node, hidden);
    this.items.set(id, group);
    return group;
  }

  activate(group, id, node, hidden) {
    const folded = hidden !== undefined;
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.setAttribute("aria-label", spoken(node) + (folded ? `, folded, ${hidden} behind it` : ""));
    group.addEventListener("click", () => this.options.pick(id));
    if (!folded && !this.data.inputs[id].some((e) => this.plan.at.has(e.from))) return;
    group.setAttribute("aria-expanded", String(!folded));
    const text = folded ? `+${hidden}` : "−";
    const w = folded ? 12 + 7 * text.length : 16;
    const knob = element("svg:g", { class: "knob", transform: `translate(${8 - w} -7)` },
      element("svg:rect", { width: w, height: 16, rx: 8 }),
      element("svg:text", { x: w / 2, y: 12 }, text));
    knob.addEventListener("click", (event) => { event.stopPropagation(); this.options.fold(id); });
    group.append(knob);
  }

  // Lights these, dims the others; null: all alike.
  light(ids, picked) {
    for (const [id, item] of this.items) {
      item.classList.toggle("dim", ids !== null && !ids.has(id));
      item.classList.toggle("picked", id === picked);
      if (item.hasAttribute("role")) item.setAttribute("aria-pressed", String(id === picked));
    }
    for (const { edge, line } of this.lines)
      line.classList.toggle("dim", ids !== null && !(ids.has(edge.from) && ids.has(edge.to)));
  }
}

// The data with each node's edges in and out.
function graphOf(id) {
  const data = JSON.parse(document.getElementById(id).textContent);
  data.inputs = data.nodes.map(() => []);
  data.outputs = data.nodes.map(() => []);
  for (const edge of data.edges) {
    data.inputs[edge.to].push(edge);
    data.outputs[edge.from].push(edge);
  }
  return data;
}

// All that these rest on, themselves too, as far as `may` lets through.
function restsOn(data, roots, may) {
  const seen = new Set(roots), queue = [...roots];
  for (let at = 0; at < queue.length; ++at)
    for (const edge of data.inputs[queue[at]])
      if (!seen.has(edge.from) && may(edge.from)) {
        seen.add(edge.from);
        queue.push(edge.from);
      }
  return seen;
}
