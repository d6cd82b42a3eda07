import { inspectFiles } from "../../src/inspection/inspect.js";
import { inspectionToJson } from "../../src/inspection/json.js";
import type { Inspection } from "../../src/inspection/result.js";
import { writeDg1 } from "../../src/lds/dg1.js";
import { writeDg2 } from "../../src/lds/dg2.js";
import { ELEMENTARY_FILES, type ElementaryFileName } from "../../src/lds/files.js";
import { nodeCrypto } from "../../src/node/crypto.js";
import { importTrust } from "../../src/pki/trust-import.js";
import { TrustStore } from "../../src/pki/trust-store.js";
import { encodeNode, join, leaf, readTree } from "./ber-tree.js";
import type { Entry, Makings } from "./entry.js";
import { tlvHeader } from "./headers.js";
import { madeJpeg } from "./made-images.js";
import { MRZ_TD3, vietnamDg13 } from "./made-texts.js";
import { berMutator } from "./mutate.js";

type Files = ReadonlyMap<ElementaryFileName, Uint8Array>;

const AT = Date.UTC(2026, 5, 1, 12);
const isSod = tlvHeader(0x77);

/** A whole document, its files in one input: each a private object that holds the file's number, then the file. */
export function inspectionTargets({ trust, found, trustFiles }: Makings): Entry[] {
  const dg1 = writeDg1(MRZ_TD3);
  const dg2 = writeDg2({ image: madeJpeg(480, 640) });
  const dg13 = vietnamDg13();
  const sod = trust.sod([
    [1, dg1],
    [2, dg2],
    [13, dg13],
  ]);
  const own: Files = new Map<ElementaryFileName, Uint8Array>([
    ["DG1", dg1],
    ["DG2", dg2],
    ["DG13", dg13],
    ["EF.SOD", sod],
  ]);
  const documents = [own, ...found.documents];
  const crypto = nodeCrypto();
  const anchors = [{ name: "made", bytes: trust.csca }, ...trustFiles];
  const { store } = importTrust(TrustStore.empty, anchors, { crypto, now: AT, keepFlagged: true });
  const signed = new Set(documents.flatMap((files) => SIGNED.map((name) => objectOf(files.get(name)))));

  const parse = (input: Uint8Array): Inspection => {
    const files = unpack(input);
    const inspection = inspectFiles({ files }, { trust: store, crypto, at: AT, personal: true });
    inspectionToJson(inspection);
    const green = inspection.verdict === "genuine" || inspection.verdict === "genuine-copyable";
    if (green && !SIGNED.every((name) => signed.has(objectOf(files.get(name))))) {
      throw new Error("green although a file that green needs was changed");
    }
    return inspection;
  };
  return [
    {
      name: "inspection",
      made: [pack(own)],
      more: documents.slice(1).map(pack),
      mutator: berMutator,
      passesHeader: (input) => isSod(unpack(input).get("EF.SOD") ?? new Uint8Array(0)),
      codes: /^inspection\.input$/,
      parse,
    },
  ];
}

/** What green needs of the files themselves. */
const SIGNED: readonly ElementaryFileName[] = ["DG1", "DG2"];

/** The file's outer object in hex: bytes behind it are not signed. */
function objectOf(file: Uint8Array | undefined): string {
  const first = file?.[1] ?? 0;
  const size = first < 0x80 ? 0 : first & 0x7f;
  let length = size === 0 ? first : 0;
  for (let i = 0; i < size; i++) length = length * 256 + (file?.[2 + i] ?? 0);
  return Buffer.from(file?.subarray(0, 2 + size + length) ?? []).toString("hex");
}

const ENTRY = Uint8Array.of(0xe0);
const NUMBER = Uint8Array.of(0x80);

function pack(files: Files): Uint8Array {
  const entries = [...files].map(([name, bytes]) => {
    const number = ELEMENTARY_FILES.findIndex((file) => file.name === name);
    return encodeNode(leaf(ENTRY, join([encodeNode(leaf(NUMBER, Uint8Array.of(number))), bytes])));
  });
  return join(entries);
}

function unpack(input: Uint8Array): Files {
  const files = new Map<ElementaryFileName, Uint8Array>();
  for (const { value } of readTree(input) ?? []) {
    const name = ELEMENTARY_FILES[value[2] ?? 0]?.name;
    if (name !== undefined) files.set(name, value.subarray(3));
  }
  return files;
}
