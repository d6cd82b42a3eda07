import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, runnerImport } from "vite";
import { imageCodec } from "./image-codec.mjs";

// The kiosk as a folder that Electron runs, and that Node serves in browser mode: page, shell, station.

export const kiosk = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Where the program is built to, unless told otherwise. */
export const program = join(kiosk, "dist/program");

const manifest = JSON.parse(await readFile(join(kiosk, "package.json"), "utf8"));

/** Oldest hosts that the program runs on: Electron 25 is Node 18 and Chromium 114. */
const NODE = "node18";
const CHROMIUM = "chrome114";

/** Found at run time: Electron's own module, and the native libraries with what belongs to them. */
const EXTERNAL = ["electron", "smartcard", "pcsclite"];

const common = {
  configFile: false,
  logLevel: "warn",
  root: kiosk,
  define: { CHIPID_KIOSK_VERSION: JSON.stringify(manifest.version), CHIPID_KIOSK_BUILT: String(Date.now()) },
  resolve: { conditions: ["chipid-source"] },
};

/** A source file as it is, for what must not be written down twice. */
const importSource = (path) => runnerImport(join(kiosk, path), { configFile: false, logLevel: "error", root: kiosk });

/** One CommonJS file out of one entry: Electron 25 starts no ES module, and Node starts this one sooner. */
async function bundleNode(entry, output, { target = NODE, plugins = [] } = {}) {
  await build({
    ...common,
    plugins,
    ssr: {
      noExternal: true,
      external: EXTERNAL,
      target: "node",
      resolve: { conditions: ["chipid-source", "node", "import", "default"] },
    },
    build: {
      ssr: entry,
      target,
      outDir: dirname(output),
      emptyOutDir: false,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        external: EXTERNAL,
        output: { format: "cjs", entryFileNames: output.slice(dirname(output).length + 1), codeSplitting: false },
      },
    },
  });
}

/**
 * The policy stands in the page too, for a host that sends no header. In browser mode the page talks to its server, so
 * there are two pages: they differ in this one word.
 */
const policyInPage = (policy) => ({
  name: "policy-in-page",
  transformIndexHtml: {
    order: "post",
    handler: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: policy },
        injectTo: "head-prepend",
      },
    ],
  },
});

async function bundlePage(entry, output) {
  const { module } = await importSource("src/shared/pages.ts");
  await build({
    ...common,
    root: dirname(entry),
    base: "./",
    publicDir: false,
    plugins: [policyInPage(module.contentSecurityPolicy("'none'"))],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target: CHROMIUM,
      outDir: output,
      emptyOutDir: true,
      // Inlined assets are data: addresses, which the policy does not let load.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      sourcemap: false,
    },
  });
  const page = await readFile(join(output, "index.html"), "utf8");
  const browser = page.replace(/(connect-src (?:'|&#0?39;|&apos;))none/, "$1self");
  if (browser === page) throw new Error("the page does not hold the content security policy");
  if (/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/i.test(page))
    throw new Error("the page holds inline code or style");
  await writeFile(join(output, "browser.html"), browser);
}

/** The recorded sessions to train with; one that is missing fails the build, not the lesson. */
async function copyLessons(folder) {
  const { module } = await importSource("src/station/training/lessons.ts");
  await mkdir(folder);
  for (const name of module.LESSON_SESSIONS) {
    const file = `${name}.session.jsonl`;
    await copyFile(resolve(kiosk, "../../fixtures/sessions", file), join(folder, file));
  }
}

/**
 * Builds everything beside `output` and puts it in its place when it is whole.
 *
 * @param options.output folder to build to
 * @param options.page index.html of the renderer
 * @param options.station entry of the station's process, or another that speaks its contract
 * @param options.server entry of browser mode; null: none
 */
export async function buildProgram(options = {}) {
  const own = join(kiosk, "src/station/entry-utility.ts");
  const {
    output = program,
    page = join(kiosk, "src/renderer/index.html"),
    station = own,
    server = join(kiosk, "src/server/index.ts"),
  } = options;
  const part = `${output}.${process.pid}`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  try {
    await bundlePage(page, join(part, "renderer"));
    await bundleNode(join(kiosk, "src/main/index.ts"), join(part, "main.cjs"));
    await bundleNode(join(kiosk, "src/preload/index.ts"), join(part, "preload.cjs"), { target: CHROMIUM });
    await bundleNode(station, join(part, "station.cjs"), { plugins: station === own ? [imageCodec()] : [] });
    if (server !== null) await bundleNode(server, join(part, "serve.cjs"), { plugins: [imageCodec()] });
    await copyLessons(join(part, "lessons"));
    const app = {
      name: "chipid-kiosk",
      productName: "chipid",
      version: manifest.version,
      description: manifest.description,
      license: manifest.license,
      author: "chipid",
      main: "main.cjs",
    };
    await writeFile(join(part, "package.json"), `${JSON.stringify(app, undefined, 2)}\n`);
    const old = `${part}.old`;
    if (existsSync(output)) await rename(output, old);
    await rename(part, output);
    await rm(old, { recursive: true, force: true });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return output;
}
