import { basename } from "node:path";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { describeFile } from "../dump/describe.js";
import { renderTree } from "../dump/render.js";
import { EXIT } from "../exit-codes.js";
import { aboutFile, fileFault, readInputFile } from "../input.js";
import { inert } from "../terminal/text.js";

const EXAMPLES = `
Examples:
  chipid dump card/EF_SOD.bin           the signed list of hashes, its signature and its certificate
  chipid dump DG2.bin                   the portrait's header; its bytes only with --full
  chipid dump masterlist.ml             signer and every certificate of a master list, one line each
  chipid dump signer.pem --full         a certificate with nothing shortened
  chipid dump EF_SOD.bin --asn1         the bare ASN.1 tree
  chipid dump DG1.bin --json | jq .tree

The kind is told by the content, not by the name. What the file holds is shown, personal data included; ethnicity and religion
of a citizen card only with --personal, or in the bare tree that --asn1 asks for.`;

interface Options {
  readonly full?: true;
  readonly asn1?: true;
  readonly personal?: true;
  readonly json?: true;
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("dump")
    .description("Shows any elementary file, SOD, certificate, master list, LDIF or CRL as a readable tree.")
    .argument("<file>", "the file to show")
    .option("--full", "shorten nothing: long values, all list entries and images as hex")
    .option("--asn1", "the bare BER-TLV or ASN.1 tree, without interpretation")
    .option("--personal", "also ethnicity and religion")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: Options) => {
      const bytes = readInputFile(path);
      const { dump, fault } = aboutFile(path, () =>
        describeFile(basename(path), bytes, {
          full: options.full === true,
          bare: options.asn1 === true,
          personal: options.personal === true,
        }),
      );
      const { terminal } = context;
      if (options.json === true) {
        terminal.json({
          format: "chipid-dump/1",
          path,
          kind: dump.kind,
          title: dump.title,
          bytes: bytes.length,
          tree: dump.nodes,
        });
      } else {
        const { style } = terminal;
        terminal.print(`${style.bold(inert(basename(path)))}  ${dump.title}, ${bytes.length} bytes`);
        const width = options.full === true ? undefined : terminal.width;
        for (const line of renderTree(dump.nodes, { style, width })) terminal.print(line);
      }
      // What could be drawn has been; the file is still not what it says it is.
      if (fault !== undefined) throw fileFault(path, fault);
      context.exit(EXIT.ok);
    });
}
