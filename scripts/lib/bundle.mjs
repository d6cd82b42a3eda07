import { dirname, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError, root } from "./run.mjs";

/**
 * Bundles a TypeScript program of this repository, and the SDK's sources it uses, into one ES module under
 * scripts/.build, and gives that file's path. Types are the business of `npm run typecheck`.
 *
 * @param entry path of the program from the repository's root
 * @param output path under scripts/.build
 * @param external packages that are found at run time instead
 */
export async function bundle(entry, output, external = []) {
  const file = resolve(root, "scripts/.build", output);
  const { build } = await import(pathToFileURL(resolve(root, "node_modules/vite/dist/node/index.js")).href);
  try {
    await build({
      configFile: false,
      root,
      logLevel: "error",
      resolve: { conditions: ["chipid-source"] },
      ssr: { noExternal: true, external, target: "node", resolve: { conditions: ["chipid-source"] } },
      build: {
        ssr: resolve(root, entry),
        target: "node20",
        outDir: dirname(file),
        emptyOutDir: false,
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          output: { format: "es", entryFileNames: relative(dirname(file), file), codeSplitting: false },
        },
      },
    });
  } catch (error) {
    throw new CommandError(`${entry} cannot be bundled: ${String(error.message).split("\n")[0]}`);
  }
  return file;
}
