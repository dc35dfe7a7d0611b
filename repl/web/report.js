"use strict";
// The pictures of a report: under each conclusion what happened on the way to it.

const data = graphOf("data");
for (const figure of document.querySelectorAll("figure[data-node]")) {
  const id = Number(figure.dataset.node);
  const shown = restsOn(data, [id], (n) => data.nodes[n].force);
  const svg = element("svg:svg", { role: "img", "aria-label": `What ${data.nodes[id].title} rests on` });
  if (shown.size < 2 || shown.size > 150) {
    figure.remove();
    continue;
  }
  figure.prepend(svg);
  const room = { width: figure.clientWidth - 24, height: Infinity, enough: 0.75 };
  new Drawing(svg, data).draw([...shown].sort((a, b) => a - b), room);
}
