import { builtinModules } from "node:module";
import { posix } from "node:path";
import ts from "typescript";

/**
 * The floors of packages/sdk/src, lowest first. A room imports from itself and from rooms of a lower floor; rooms that
 * share a floor do not know each other.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ["errors"],
  ["bytes"],
  ["tlv"],
  ["crypto"],
  ["asn1"],
  ["iso7816", "mrz", "pki"],
  ["lds"],
  ["channel"],
  ["authentication"],
  ["vietnam"],
  ["inspection"],
  ["simulator", "pcsc", "node"],
  ["recording"],
];

/** Imports that no floor order would forbid by itself, or that matter enough to be named. */
const NEVER: readonly { readonly from: RegExp; readonly to: RegExp; readonly because: string }[] = [
  { from: /^(asn1|lds|pki)$/, to: /^iso7816$/, because: "a file does not know how it was read" },
  { from: /^inspection$/, to: /^(pcsc|node)$/, because: "an inspection knows no reader and no platform" },
];

/** What each room of packages/kiosk/src knows besides itself. */
const KIOSK_FLOORS: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  station: ["shared"],
  renderer: ["shared"],
  preload: ["shared"],
  /** The thin shell reaches the station as a process of its own, never as code. */
  main: ["shared"],
  server: ["shared", "station"],
};

/** Rooms of the kiosk that run without Node, and those that no Electron may enter: tests and the browser mode use them. */
const KIOSK_WITHOUT_NODE = /^packages\/kiosk\/src\/(renderer|shared)\//;
const KIOSK_WITH_ELECTRON = /^packages\/kiosk\/src\/(main|preload)\//;

/** The rooms, and the one part of the simulator, that may import Node's modules. */
const MAY_IMPORT_NODE = /^packages\/sdk\/src\/(node|pcsc)\/|^packages\/sdk\/src\/simulator\/vpcd/;

const SDK = "packages/sdk/src/";
const builtins = new Set(builtinModules);

export interface ImportRules {
  /** Names of packages that `packages/NAME/package.json` lists as dependencies, by NAME. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
}

/** Module names that a source file imports: static, `export … from`, type-only, `import()` and `require()`. */
export function importsOf(path: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      if (ts.isStringLiteral(node.moduleSpecifier)) found.push(node.moduleSpecifier.text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) found.push(node.argument.literal.text);
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === "require");
      // A computed name cannot be judged, so it is reported as it stands.
      if (loads && argument !== undefined) {
        found.push(ts.isStringLiteralLike(argument) ? argument.text : `(computed) ${argument.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  return found;
}

/** Every import among `sources` (path from the repository's root → text) that breaks a rule, and every circle. */
export function importViolations(sources: ReadonlyMap<string, string>, rules: ImportRules): string[] {
  const violations: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [path, source] of sources) {
    const targets: string[] = [];
    for (const name of importsOf(path, source)) {
      const fault = name.startsWith(".")
        ? judgeRelative(path, name, sources, targets)
        : judgePackage(path, name, rules.dependencies);
      if (fault !== undefined) violations.push(`${path}: imports ${name}: ${fault}`);
    }
    graph.set(path, targets);
  }
  return [...violations, ...circles(graph).map((circle) => `circle: ${circle.join(" → ")}`)];
}

function judgeRelative(
  path: string,
  name: string,
  sources: ReadonlyMap<string, string>,
  targets: string[],
): string | undefined {
  const target = posix.join(posix.dirname(path), name);
  if (packageOf(target) !== packageOf(path)) return "another package is imported by its name";
  if (target.endsWith(".json")) return undefined;
  const source = [target.replace(/\.js$/, ".ts"), target.replace(/\.js$/, ".tsx")].find((file) => sources.has(file));
  if (source === undefined) return "no such source file (relative imports end in .js)";
  targets.push(source);
  return path.startsWith(SDK) ? judgeFloor(path, source) : judgeKiosk(path, source);
}

function judgeFloor(path: string, target: string): string | undefined {
  const from = roomOf(path);
  const to = roomOf(target);
  if (from === to) return undefined;
  // The package's entry point gathers what is offered; it stands above every room that runs anywhere.
  if (from === undefined) {
    return to !== undefined && floorOf(to) < floorOf("simulator") ? undefined : "the entry point offers no such room";
  }
  if (to === undefined) return "a room does not import the package's entry point";
  const never = NEVER.find((rule) => rule.from.test(from) && rule.to.test(to));
  if (never !== undefined) return never.because;
  if (floorOf(from) < 0) return `room ${from} has no floor`;
  if (floorOf(to) < 0) return `room ${to} has no floor`;
  return floorOf(to) < floorOf(from) ? undefined : `${to} is not below ${from}`;
}

function judgeKiosk(path: string, target: string): string | undefined {
  const [from, to] = [kioskRoomOf(path), kioskRoomOf(target)];
  if (from === undefined || to === undefined || from === to) return undefined;
  const below = KIOSK_FLOORS[from];
  if (below === undefined) return `room ${from} of the kiosk has no floor`;
  if (below.includes(to)) return undefined;
  return from === "renderer" ? "the renderer knows only the shared contract" : `${from} does not know ${to}`;
}

function kioskRoomOf(path: string): string | undefined {
  return /^packages\/kiosk\/src\/([^/]+)\//.exec(path)?.[1];
}

function judgePackage(path: string, name: string, dependencies: ImportRules["dependencies"]): string | undefined {
  if (name.startsWith("(computed)")) return "a computed module name hides what is imported";
  if (name.startsWith("node:") || builtins.has(name.split("/")[0] ?? "")) {
    if (path.startsWith(SDK) && !MAY_IMPORT_NODE.test(path)) return "the SDK's core runs without Node";
    return KIOSK_WITHOUT_NODE.test(path) ? "renderer and contract run without Node" : undefined;
  }
  if (name === "electron" && !KIOSK_WITH_ELECTRON.test(path)) return "only the shell knows Electron";
  const packageName = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  const listed = dependencies[packageOf(path)] ?? [];
  return listed.includes(packageName) ? undefined : "not a dependency of its package";
}

function packageOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** The first folder under packages/sdk/src, or undefined for a file that lies directly in it. */
function roomOf(path: string): string | undefined {
  const [room, rest] = path.slice(SDK.length).split("/", 2);
  return rest === undefined ? undefined : room;
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** One circle for each group of files that import each other. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push([...trail.slice(at), path]);
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return found;
}
