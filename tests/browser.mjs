// The pages in a real browser: headless Chromium, driven by playwright-core.
// Usage: node browser.mjs PROGRAM FOLDER, where FOLDER holds node_modules and may be written to.
// Skips with 77, and says why, where Chromium or playwright-core is missing.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";

const [program, folder] = process.argv.slice(2).map((path) => resolve(path));
const skip = (why) => { console.log(`skipped: ${why}`); process.exit(77); };

const browserPath = (process.env.PATH || "").split(delimiter)
  .flatMap((place) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(place, name)))
  .find((path) => existsSync(path));
if (!browserPath) skip("Chromium is not installed (Debian's package chromium)");
let chromium;
try {
  ({ chromium } = createRequire(join(folder, "package.json"))("playwright-core"));
} catch {
  skip(`playwright-core is not in ${folder} (./dev test puts it there: npm install playwright-core)`);
}

let failures = 0;
const check = (good, what) => { if (!good) { ++failures; console.log(`failed: ${what}`); } };

// ---- the pages ----

const pages = join(folder, "pages");
mkdirSync(pages, { recursive: true });
const write = (name, rules, words) => {
  const kb = join(pages, `${name}.hence`), html = join(pages, `${name}.html`);
  writeFileSync(kb, rules);
  execFileSync(program, [...words(kb), html]);
  return "file://" + html;
};
const legs = ["run", "kb/leg-pain.hence", "night cramps", "fatigue", "fluid intake = 1.1 L/day", "NOT swelling"];
const made = (name, option) => {
  const html = join(pages, name);
  execFileSync(program, [...legs, option, html]);
  return "file://" + html;
};
const hostileName = `<img src=x onerror=alert(1)> & 'q' </script><script>alert(2)</script>`;
const page = {
  graph: made("legs.html", "--graph"),
  report: made("legs-report.html", "--report"),
  hostile: write("hostile",
    `"${hostileName}" → "fate </title> {{data}}" (0.6)\n    because "<b>bold</b> \u202e turned </script>"\n`,
    (kb) => ["run", kb, `"${hostileName}"`, "--graph"]),
  large: write("large", Array.from({ length: 1000 }, (_, i) =>
    `sign ${i} AND sign ${(i * 7) % 1000} suggests state ${i % 200}\nstate ${i % 200} → end ${i % 40}\n`).join(""),
    (kb) => ["graph", kb, "-o"]),
};

// ---- what they do ----

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

// Opens a page that may neither complain nor ask the network for anything.
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
  const tab = await context.newPage();
  tab.on("console", (message) => check(message.type() !== "error", `console: ${message.text()}`));
  tab.on("pageerror", (error) => check(false, `page error: ${error.message}`));
  tab.on("dialog", (dialog) => { check(false, `a name was run: ${dialog.message()}`); dialog.dismiss(); });
  tab.on("request", (request) => check(request.url() === url, `asks for ${request.url()}`));
  await tab.goto(url);
  return tab;
}
const node = (tab, title) => tab.locator("g.node").filter({ has: tab.locator("text.name", { hasText: new RegExp(`^${title}$`) }) });
const count = (tab, selector) => tab.locator(selector).count();

{
  const tab = await open(page.graph);
  check(await tab.title() === "Why it follows", "the title");
  check(await node(tab, "dehydration").count() === 1, "the first conclusion is drawn");
  check(await node(tab, "magnesium deficiency").count() === 0, "what does not bear on it is not drawn");

  await tab.locator("#list button", { hasText: "electrolyte imbalance" }).click();
  check(await count(tab, "g.node.dim") === 0, "its whole derivation is lit");
  await node(tab, "magnesium deficiency").click();
  const dim = await count(tab, "g.node.dim"), all = await count(tab, "g.node");
  check(dim > 0 && dim < all, `a click lights a derivation and dims the rest (${dim} of ${all})`);
  check(await node(tab, "dehydration").first().evaluate((g) => g.classList.contains("dim")), "another conclusion is dimmed");
  check(!await node(tab, "fatigue").evaluate((g) => g.classList.contains("dim")), "what it rests on is lit");

  await node(tab, "low-fluid rule").click();
  const told = await tab.locator("#details").innerText();
  for (const part of ["fluid intake < 1.5 L/day → low fluid", "adults need", "EFSA", "kb/leg-pain.hence:"])
    check(told.includes(part), `the rule with its because, source and place: ${part}`);

  const before = await count(tab, "g.node");
  await node(tab, "dehydration").locator(".knob").click();
  const folded = await count(tab, "g.node");
  check(folded < before, `folding hides a subtree (${before}, ${folded})`);
  check(await node(tab, "dehydration").getAttribute("aria-expanded") === "false", "and says so");
  await node(tab, "dehydration").locator(".knob").click();
  check(await count(tab, "g.node") === before, "unfolding shows it again");

  await tab.locator("#search").fill("IRON");
  check((await tab.locator("#list button").allInnerTexts()).every((text) => /iron/i.test(text)), "search by name");
  await tab.locator("#search").press("Enter");
  check(await node(tab, "iron deficiency").count() === 1, "Enter takes the first that is found");
  check(await tab.locator("#details h2").innerText() === "iron deficiency", "and tells of it");

  await tab.locator("#all").click();
  check(await count(tab, "g.node") > before, "show all");
  await tab.locator("#silent").check();
  check(await count(tab, "g.node") > 100, "also what did not fire");
  await tab.context().close();
}

{  // by keyboard alone
  const tab = await open(page.graph);
  const focused = () => tab.evaluate(() => document.activeElement.getAttribute("aria-label") || document.activeElement.id);
  await tab.keyboard.press("/");
  check(await focused() === "search", "/ goes to the search");
  await tab.keyboard.type("potassium");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Enter");
  check(await tab.locator("#details h2").innerText() === "potassium deficiency", "arrow and Enter choose");
  for (let i = 0; i < 30 && !(await focused()).startsWith("potassium"); ++i) await tab.keyboard.press("Tab");
  check((await focused()).startsWith("potassium deficiency, possible"), "Tab comes to the picture, which speaks");
  const ring = await tab.evaluate(() => getComputedStyle(document.activeElement.querySelector(".box")).strokeWidth);
  check(parseFloat(ring) >= 4, "the focus is seen");
  const upright = await tab.evaluate(() => drawing.plan.upright);
  await tab.keyboard.press(upright ? "ArrowDown" : "ArrowLeft");
  const next = await focused();
  check(!next.startsWith("potassium deficiency"), `an arrow goes on to what it rests on (${next})`);
  await tab.keyboard.press("Enter");
  check(await count(tab, "g.node.dim") > 0, "Enter lights it");
  check(await tab.evaluate(() => document.activeElement.getAttribute("aria-pressed")) === "true", "and says so");
  await tab.keyboard.press("Escape");
  check(await count(tab, "g.node.dim") === 0, "Escape lets go");
  await tab.keyboard.press(upright ? "ArrowUp" : "ArrowRight");
  const shown = await count(tab, "g.node");
  await tab.keyboard.press(" ");
  check(await count(tab, "g.node") < shown, "Space folds");
  check((await focused()).includes("folded"), "the focus stays");
  await tab.context().close();
}

for (const url of [page.graph, page.report, page.hostile, page.large]) {  // a phone
  const tab = await open(url, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const [content, room] = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(content <= room && room === 360, `no sideways scrolling at 360 px: ${content}, ${room} of ${url}`);
  const font = await tab.evaluate(() => {
    const text = document.querySelector("svg text");
    return text ? text.getBoundingClientRect().height : 99;
  });
  check(font >= 10, `text in the picture can be read: ${font}`);
  await tab.context().close();
}

{  // by day and by night
  const looks = [];
  for (const colorScheme of ["light", "dark"]) {
    const tab = await open(page.graph, { colorScheme });
    looks.push(await tab.evaluate(() => [getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector(".node .box")).fill, getComputedStyle(document.querySelector(".node text")).fill]));
    await tab.context().close();
  }
  looks[0].forEach((colour, i) => check(colour !== looks[1][i], `dark mode has other colours: ${colour}`));
}

{  // names that would be markup
  const tab = await open(page.hostile);
  check(await tab.locator("g.node text", { hasText: "onerror=alert(1)" }).count() > 0, "the name is shown as it is");
  check(await count(tab, "img") === 0 && await count(tab, "script") === 2, "no name became a tag");
  await tab.locator("g.node.argument").click();
  const told = await tab.locator("#details").innerText();
  check(told.includes("<b>bold</b>") && told.includes("\\u202e"), "a because is text");
  await tab.context().close();
}

{  // a thousand nodes
  const tab = await open(page.large);
  const nodes = await tab.evaluate(() => data.nodes.length);
  check(nodes > 1000, `the rule base is large: ${nodes}`);
  const drawn = await count(tab, "g.node");
  check(drawn > 3 && drawn <= 120, `only what bears on the goal is drawn: ${drawn}`);
  const start = Date.now();
  await tab.locator("#all").click();
  await tab.waitForFunction(() => document.querySelectorAll("g.node").length > 1000);
  check(Date.now() - start < 20000, `all are drawn in time: ${Date.now() - start} ms`);
  console.log(`all of ${nodes} nodes: ${Date.now() - start} ms`);
  await tab.context().close();
}

{  // the report
  const tab = await open(page.report);
  check(await count(tab, "figure svg g.node") > 5, "a report has its pictures");
  check((await tab.locator("body").innerText()).includes("Not a diagnosis."), "and its notice");
  await tab.context().close();
}

await browser.close();
console.log(failures === 0 ? "browser: all good" : `browser: ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
