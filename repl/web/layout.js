"use strict";
// Where nodes and edges lie: in columns, what is read to the left of what reads it. After Sugiyama,
// Tagawa, Toda 1981: ranks by longest path, order by barycentre, then heights by least squares.
// The same input gives the same picture.

const COLUMN_GAP = 36, ROW_GAP = 12;

// ids: nodes; edges: {from, to, room: what its label needs}; size(id): {w, h}. Gives at: id →
// {x, y, w, h, column} (a box's corner), lines: for each edge the points it runs through, width,
// height. upright: turned by a quarter, what is read below what reads it.
function layout(ids, edges, size, upright) {
  const graph = ranked(ids, edges);
  const columns = cells(graph, edges, (id) => {
    const { w, h } = size(id);
    return upright ? { w: h, h: w } : { w, h };
  });
  order(columns);
  settle(columns);
  const plan = placed(columns, edges, graph, upright);
  return upright ? turned(plan) : { ...plan, upright: false };
}

function turned(plan) {
  const at = new Map();
  for (const [id, b] of plan.at)
    at.set(id, { x: b.y, y: plan.width - b.x - b.w, w: b.h, h: b.w, column: b.column });
  const lines = plan.lines.map((points) => points.map(([x, y]) => [y, plan.width - x]));
  return { at, lines, width: plan.height, height: plan.width, upright: true };
}

// Ranks: 0 is read by none. An edge that would close a circle is turned round.
function ranked(ids, edges) {
  const out = new Map(ids.map((id) => [id, []]));
  const rank = new Map(), open = new Set(), turned = new Set();
  edges.forEach((edge, i) => out.get(edge.from).push(i));
  for (const root of ids) {
    const stack = rank.has(root) ? [] : [[root, 0]];
    while (stack.length > 0) {
      const top = stack[stack.length - 1], [id] = top;
      open.add(id);
      if (top[1] < out.get(id).length) {
        const i = out.get(id)[top[1]++], next = edges[i].to;
        if (open.has(next)) turned.add(i);
        else if (!rank.has(next)) stack.push([next, 0]);
        continue;
      }
      const after = out.get(id).filter((i) => !turned.has(i)).map((i) => rank.get(edges[i].to));
      rank.set(id, after.length > 0 ? Math.max(...after) + 1 : 0);
      open.delete(id);
      stack.pop();
    }
  }
  // A turned edge may now run within a rank or backwards; one step more puts it right.
  return { rank, turned };
}

// Columns of cells, the left one first; an edge over several columns has a cell in each between.
function cells(graph, edges, size) {
  const most = Math.max(0, ...graph.rank.values());
  const columns = Array.from({ length: most + 1 }, () => []);
  const cell = new Map();
  const add = (column, id, w, h) => {
    const made = { id, w, h, column, before: [], after: [], y: 0 };
    columns[column].push(made);
    return made;
  };
  const connect = (a, b) => { a.after.push(b); b.before.push(a); };
  for (const [id, rank] of graph.rank) {
    const { w, h } = size(id);
    cell.set(id, add(most - rank, id, w, h));
  }
  graph.cell = cell;
  graph.chains = edges.map((edge, i) => {
    let [a, b] = [cell.get(edge.from), cell.get(edge.to)];
    if (graph.turned.has(i)) [a, b] = [b, a];
    const chain = [a];
    for (let column = a.column + 1; column < b.column; ++column) chain.push(add(column, null, 0, 2));
    chain.push(b);
    for (let k = 1; k < chain.length; ++k)
      if (chain[k].column > chain[k - 1].column) connect(chain[k - 1], chain[k]);
    return chain;
  });
  return columns;
}

const mean = (cells, of) => cells.reduce((sum, c) => sum + of(c), 0) / cells.length;

function number(columns) {
  for (const column of columns) column.forEach((c, i) => { c.place = i; });
}

// Each column sorted by where its neighbours stand, to and fro; the order with the fewest crossings
// is kept.
function order(columns) {
  number(columns);
  let best = null, fewest = Infinity;
  for (let round = 0; round < 10; ++round) {
    const leftwards = round % 2 === 0;
    const sweep = leftwards ? [...columns].reverse() : columns;
    for (const column of sweep) {
      for (const c of column) {
        const near = leftwards ? c.after : c.before;
        c.wish = near.length > 0 ? mean(near, (n) => n.place) : c.place;
      }
      column.sort((a, b) => a.wish - b.wish || a.place - b.place);
      column.forEach((c, i) => { c.place = i; });
    }
    const count = crossings(columns);
    if (count < fewest) {
      fewest = count;
      best = columns.map((column) => [...column]);
    }
    if (count === 0) break;
  }
  best.forEach((column, i) => { columns[i] = column; });
  number(columns);
}

function crossings(columns) {
  let count = 0;
  for (const column of columns) {
    const ends = [];
    for (const c of column)
      ends.push(...c.after.map((n) => n.place).sort((a, b) => a - b));
    if (ends.length > 3000) return 0;  // too many to count: the first order does
    for (let i = 1; i < ends.length; ++i)
      for (let k = 0; k < i; ++k) if (ends[k] > ends[i]) ++count;
  }
  return count;
}

// Heights: as near as may be to the neighbours' mean, in order, without touching.
function settle(columns) {
  for (const column of columns) {
    let y = 0;
    for (const c of column) { c.y = y + c.h / 2; y += c.h + ROW_GAP; }
  }
  for (let round = 0; round < 12; ++round) {
    const sweep = round % 2 === 0 ? [...columns].reverse() : columns;
    for (const column of sweep) {
      const wish = column.map((c) => {
        const near = round % 2 === 0 ? c.after : c.before;
        const all = round < 8 && near.length > 0 ? near : [...c.before, ...c.after];
        return all.length > 0 ? mean(all, (n) => n.y) : c.y;
      });
      apart(column, wish);
    }
  }
}

// Least squares under «below the one before»: pool adjacent violators (Ayer and others 1955).
function apart(column, wish) {
  const blocks = [];
  let offset = 0;
  column.forEach((c, i) => {
    if (i > 0) offset += (column[i - 1].h + c.h) / 2 + ROW_GAP;
    c.offset = offset;
    blocks.push({ sum: wish[i] - offset, count: 1 });
    while (blocks.length > 1) {
      const [a, b] = blocks.slice(-2);
      if (a.sum / a.count <= b.sum / b.count) break;
      blocks.splice(-2, 2, { sum: a.sum + b.sum, count: a.count + b.count });
    }
  });
  let i = 0;
  for (const block of blocks)
    for (let k = 0; k < block.count; ++k, ++i) column[i].y = block.sum / block.count + column[i].offset;
}

function placed(columns, edges, graph, upright) {
  const at = new Map(), gaps = columns.map(() => COLUMN_GAP);
  graph.chains.forEach((chain, i) => {
    const next = graph.turned.has(i) ? chain[chain.length - 1].column : chain[0].column + 1;
    if (!upright && next < gaps.length) gaps[next] = Math.max(gaps[next], (edges[i].room || 0) + 26);
  });
  let x = 0, top = Infinity, bottom = 0;
  for (const [i, column] of columns.entries()) {
    const width = Math.max(0, ...column.map((c) => c.w));
    if (i > 0) x += gaps[i];
    for (const c of column) {
      c.left = c.id === null ? x : x + (width - c.w) / 2;
      c.right = c.id === null ? x + width : c.left + c.w;
      top = Math.min(top, c.y - c.h / 2);
      bottom = Math.max(bottom, c.y + c.h / 2);
    }
    x += width;
  }
  if (top === Infinity) top = 0;
  for (const [id, c] of graph.cell)
    at.set(id, { x: c.left, y: c.y - c.h / 2 - top, w: c.w, h: c.h, column: c.column });
  const lines = graph.chains.map((chain, i) => {
    const points = [];
    chain.forEach((c, k) => {
      if (k > 0) points.push([c.left, c.y - top]);
      if (k + 1 < chain.length) points.push([c.right, c.y - top]);
    });
    return graph.turned.has(i) ? points.reverse() : points;
  });
  return { at, lines, width: x, height: Math.max(0, bottom - top) };
}
