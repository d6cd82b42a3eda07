// npm run picture: draws docs/verify.svg, the README's picture of the output, from what the command really prints.
// Needs the `script` command of util-linux, which gives the program a terminal to draw on.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { CommandError, main, root } from "./lib/run.mjs";

const ESCAPE = "\u001b";
const COLUMNS = 92;
const RUNS = [
  ["fixtures/cases/vn-2021", "--trust", "fixtures/trust/vn-csca.cer", "--crl", "fixtures/trust/vn-2021/vn.crl"],
  ["fixtures/cases/T04", "--trust", "fixtures/trust/vn-csca.cer"],
];
const COLOURS = {
  41: "#f47067",
  42: "#57ab5a",
  43: "#c69026",
  31: "#f47067",
  32: "#57ab5a",
  33: "#c69026",
  34: "#539bf5",
  35: "#b083f0",
  36: "#39c5cf",
  90: "#768390",
};

main(async () => {
  await buildWhenStale();
  const lines = RUNS.flatMap((args, i) => [...(i === 0 ? [] : [""]), ...output(args, i)]);
  mkdirSync(resolve(root, "docs"), { recursive: true });
  writeFileSync(resolve(root, "docs/verify.svg"), svg(lines));
  process.stdout.write("docs/verify.svg\n");
});

function output(args, i) {
  const verify = ["verify", ...args, "--at", "2026-06-01", "--store", "none"];
  const command = `stty cols ${COLUMNS}; node packages/cli/bin/chipid.js ${verify.join(" ")} 2>/dev/null`;
  const run = spawnSync("script", ["-qec", command, "/dev/null"], { cwd: root, encoding: "utf8" });
  if (run.error !== undefined) throw new CommandError("the command `script` (util-linux) is not there");
  const text = run.stdout.replaceAll("\r", "").trimEnd().split("\n");
  const cut = text.findIndex((line) => line.includes(i === 0 ? "Reasons" : "Signature"));
  const shown = text.slice(0, cut < 0 ? undefined : i === 0 ? cut + 4 : cut);
  return [`\u001b[90m$ chipid verify ${args.slice(0, 3).join(" ")} …\u001b[39m`, ...shown];
}

/** One SVG text line for each terminal line; only the colours and weights that the command uses. */
function svg(lines) {
  const rows = lines.map((line, i) => `<text y="${24 + 17 * i}">${spans(line)}</text>`);
  const height = 24 + 17 * lines.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="780" height="${height}" viewBox="0 0 780 ${height}" role="img" aria-label="chipid verify: two documents and their verdicts">
<title>chipid verify: two documents and their verdicts</title>
<style>text{font:13px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#adbac7;white-space:pre}</style>
<rect width="780" height="${height}" rx="8" fill="#22272e"/>
<g transform="translate(16 0)">
${rows.join("\n")}
</g>
</svg>
`;
}

function spans(line) {
  let style = { colour: undefined, bold: false, dim: false };
  let out = "";
  const run = new RegExp(`${ESCAPE}\\[([\\d;]*)m([^${ESCAPE}]*)`, "g");
  for (const [, codes, text] of `${ESCAPE}[m${line}`.matchAll(run)) {
    for (const code of codes.split(";").map(Number)) {
      if (code === 0) style = { colour: undefined, bold: false, dim: false };
      else if (code === 1) style = { ...style, bold: true };
      else if (code === 2) style = { ...style, dim: true };
      else if (code === 22) style = { ...style, bold: false, dim: false };
      else if (code === 39) style = { ...style, colour: undefined };
      else if (code in COLOURS) style = { ...style, colour: COLOURS[code] };
    }
    if (text === "") continue;
    const fill = style.colour ?? (style.dim ? "#768390" : undefined);
    const attributes = `${fill === undefined ? "" : ` fill="${fill}"`}${style.bold ? ' font-weight="bold"' : ""}`;
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    out += attributes === "" ? escaped : `<tspan${attributes}>${escaped}</tspan>`;
  }
  return out;
}
