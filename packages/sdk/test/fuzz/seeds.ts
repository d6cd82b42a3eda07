import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ElementaryFileName, fileFromName } from "../../src/lds/files.js";

/** Where inputs are found that this program does not make itself. */
export interface SeedFolders {
  /** fixtures/ of this repository. */
  readonly fixtures: string;
  /** Published data, when they are there. */
  readonly data: string | undefined;
}

/** At most so many inputs of one kind: more of the same shape teach a mutator nothing. */
const MAX_SEEDS = 48;

/** Inputs by kind, found in the fixtures and in the published data. Good and bad ones: who takes them sorts them. */
export class FoundSeeds {
  private readonly byKind = new Map<string, Map<string, Uint8Array>>();
  /** The files of each document, for inspections. */
  readonly documents: ReadonlyMap<ElementaryFileName, Uint8Array>[] = [];

  constructor(folders: SeedFolders) {
    for (const name of list(join(folders.fixtures, "cases"))) this.addDocument(join(folders.fixtures, "cases", name));
    for (const path of filesBelow(join(folders.fixtures, "trust"))) this.addTrustFile(path);
    if (folders.data !== undefined) this.addPublished(folders.data);
  }

  of(kind: string): Uint8Array[] {
    return [...(this.byKind.get(kind)?.values() ?? [])].slice(0, MAX_SEEDS);
  }

  private add(kind: string, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const known = this.byKind.get(kind) ?? new Map<string, Uint8Array>();
    this.byKind.set(kind, known);
    // Same length and same ends are taken for the same input: enough to keep copies out.
    known.set(
      `${bytes.length} ${Buffer.from(bytes.subarray(0, 40)).toString("hex")} ${Buffer.from(bytes.subarray(-20)).toString("hex")}`,
      bytes,
    );
  }

  private addDocument(folder: string): void {
    const files = new Map<ElementaryFileName, Uint8Array>();
    for (const name of list(folder)) {
      const file = fileFromName(name);
      const path = join(folder, name);
      if (file === undefined) this.addTrustFile(path);
      else {
        const bytes = read(path);
        files.set(file, bytes);
        this.add(file, bytes);
      }
    }
    if (files.has("EF.SOD")) this.documents.push(files);
  }

  private addTrustFile(path: string): void {
    const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
    const kind = TRUST_KINDS[extension];
    if (kind !== undefined) this.add(kind, read(path));
  }

  private addPublished(data: string): void {
    for (const folder of ["bsi-tr03105-5", "bsi2008", "loes2006-nl-specimen", "etsi-epassport-prototype", "tsemrtd"]) {
      this.addDocument(join(data, "lds", folder));
    }
    for (const path of filesBelow(join(data, "pki"))) this.addTrustFile(path);
    for (const path of filesBelow(join(data, "face"))) {
      if (path.endsWith(".jp2")) this.add("jpeg2000", read(path));
      else if (path.endsWith(".jpg")) this.add("jpeg", read(path));
      else if (path.endsWith(".bin")) this.add("DG2", read(path));
    }
    for (const path of filesBelow(join(data, "lds", "cardsecurity"))) {
      if (path.endsWith(".bin")) this.add("EF.CardSecurity", read(path));
    }
    this.add("EF.SOD", read(join(data, "lds/sod/NZ2013_EF_SOD.BIN")));
    this.add("DG14", read(join(data, "lds/doc9303/spec_sample_encoded_dg14.bin")));
    this.add("DG2", read(join(data, "virtual-chips/persosim-DG2.bin")));
    for (const { sod } of json<{ sods: { sod: string }[] }>(join(data, "sod/sod-real.json")).sods) {
      this.add("EF.SOD", binary(sod));
    }
    for (const { file, hex } of json<{ files: { file: string; hex: string }[] }>(join(data, "lds/small-files.json"))
      .files) {
      const name = fileFromName(file);
      if (name !== undefined) this.add(name, binary(hex));
    }
    for (const { lines } of json<{ mrz: { lines: string[] }[] }>(join(data, "mrz/mrz.json")).mrz) {
      this.add("mrz", new TextEncoder().encode(lines.join("\n")));
    }
  }
}

const TRUST_KINDS: Readonly<Record<string, string>> = {
  cer: "certificate",
  crt: "certificate",
  der: "certificate",
  pem: "pem",
  crl: "crl",
  ml: "master-list",
  mls: "master-list",
  ldif: "ldif",
  dl: "deviation-list",
};

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function filesBelow(folder: string): string[] {
  return list(folder).flatMap((name) => {
    const path = join(folder, name);
    return /\.[A-Za-z0-9]+$/.test(name) ? [path] : filesBelow(path);
  });
}

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

function json<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

/** Published vectors come as hex or as base64. */
function binary(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, /^[0-9a-fA-F\s]*$/.test(text) ? "hex" : "base64"));
}
