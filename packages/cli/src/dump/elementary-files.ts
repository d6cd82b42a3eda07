import {
  dataGroupOfTag,
  describeOid,
  type FaceImage,
  readAtrInfo,
  readCardAccess,
  readCardSecurity,
  readCom,
  readDg1,
  readDg2,
  readDg3,
  readDg4,
  readDg5,
  readDg7,
  readDg11,
  readDg12,
  readDg14,
  readDg15,
  readDg16,
  readDir,
  readPublicKey,
  readSod,
  type SecurityInfo,
  type Sod,
  tagName,
  toHex,
} from "@chipid/sdk";
import { DG13_FIELDS, publicDg13, readDg13 } from "@chipid/sdk/vietnam";
import { publicKeyText } from "./certificate.js";
import { signedDataNodes } from "./cms.js";
import { branch, type Dump, type DumpNode, type DumpOptions, hexValue, leaf } from "./model.js";
import { mrzNodes } from "./mrz.js";
import { imageNode, objectNodes } from "./object-nodes.js";

/** `040000` → `4.0.0`, `0107` → `1.7`. */
function version(digits: string): string {
  return (digits.match(/\d\d/g) ?? [digits]).map(Number).join(".");
}

function com(bytes: Uint8Array): Dump {
  const file = readCom(bytes);
  const groups = file.tags.map((tag) => {
    const number = dataGroupOfTag(tag);
    return number === undefined ? `unknown (${tagName(tag)})` : `DG${number}`;
  });
  return {
    kind: "com",
    title: "EF.COM: which data groups there are",
    nodes: [
      leaf("LDS version", version(file.ldsVersion)),
      leaf("Unicode version", version(file.unicodeVersion)),
      leaf("data groups", groups.join(", ")),
    ],
  };
}

function dg1(bytes: Uint8Array): Dump {
  return { kind: "dg1", title: "DG1: machine-readable zone", nodes: mrzNodes(readDg1(bytes).lines) };
}

function faceNode(face: FaceImage, index: number, options: DumpOptions): DumpNode {
  return branch(`face ${index + 1}`, [
    leaf("record format", face.format === "iso19794-5" ? "ISO/IEC 19794-5" : "ISO/IEC 39794-5"),
    imageNode("image", face.image, face.identification, options),
    branch("header", objectNodes(face.face, options, ["image"])),
  ]);
}

function dg2(bytes: Uint8Array, options: DumpOptions): Dump {
  const file = readDg2(bytes);
  return {
    kind: "dg2",
    title: "DG2: portrait",
    nodes: [
      ...file.templates.map((template, i) =>
        branch(
          file.templates.length === 1 ? "biometric header" : `biometric header ${i + 1}`,
          objectNodes(template.header, options),
        ),
      ),
      ...file.faces.map((face, i) => faceNode(face, i, options)),
    ],
  };
}

function displayed(
  kind: string,
  title: string,
  read: typeof readDg5,
): (bytes: Uint8Array, options: DumpOptions) => Dump {
  return (bytes, options) => ({
    kind,
    title,
    nodes: read(bytes).images.map(({ image, identification }, i) =>
      imageNode(`image ${i + 1}`, image, identification, options),
    ),
  });
}

/** Files whose members need no words of their own. */
function plain(
  kind: string,
  title: string,
  read: (bytes: Uint8Array) => object,
): (bytes: Uint8Array, options: DumpOptions) => Dump {
  return (bytes, options) => ({ kind, title, nodes: objectNodes(read(bytes), options) });
}

const HIDDEN = "(only with --personal)";

function dg13(bytes: Uint8Array, options: DumpOptions): Dump {
  const result = readDg13(bytes);
  if (!result.ok) {
    // Contents of DG13 are each issuer's own; only Vietnam's are known here.
    return {
      kind: "dg13",
      title: "DG13: the issuer's own data",
      nodes: [leaf("format", result.message), leaf("bytes", hexValue(bytes, options))],
    };
  }
  const { dg13: file } = result;
  const personal = options.personal === true;
  const shown = publicDg13(file, { personal });
  // A field that nobody knows may hold what is not shown.
  const hidden = personal ? undefined : HIDDEN;
  const known: ReadonlySet<number> = new Set(Object.values(DG13_FIELDS));
  return {
    kind: "dg13",
    title: "DG13: data of the Vietnamese citizen card",
    nodes: [
      ...(shown.expires === null ? [leaf("expires", "no expiry")] : []),
      ...objectNodes(shown, options, ["raw", "issues", "unknownFields", "unknown16"]),
      ...(hidden === undefined ? [] : [leaf("ethnicity, religion", hidden)]),
      ...file.fields
        .filter((field) => field.number === undefined || !known.has(field.number) || field.number === 16)
        .map((field) =>
          leaf(
            `field ${field.number ?? "without number"} (unknown)`,
            hidden ?? (field.texts.map((text) => text ?? "(empty)").join(", ") || hexValue(field.raw, options)),
          ),
        ),
      ...file.issues.map((issue) => leaf("remark", issue.message)),
    ],
  };
}

function securityInfoNode(info: SecurityInfo, options: DumpOptions): DumpNode {
  const details = objectNodes(info, options, ["kind", "oid", "spki"]);
  if (info.kind === "chip-authentication-public-key") {
    details.push(leaf("public key", publicKeyText(readPublicKey(info.spki))));
  }
  return branch(
    info.kind === "malformed" ? `malformed ${info.announces}` : info.kind.replace(/-/g, " "),
    details,
    describeOid(info.oid),
  );
}

function securityInfoNodes(infos: { readonly infos: readonly SecurityInfo[] }, options: DumpOptions): DumpNode[] {
  return infos.infos.map((info) => securityInfoNode(info, options));
}

function dg14(bytes: Uint8Array, options: DumpOptions): Dump {
  return {
    kind: "dg14",
    title: "DG14: security infos for chip authentication",
    nodes: securityInfoNodes(readDg14(bytes).securityInfos, options),
  };
}

function dg15(bytes: Uint8Array, options: DumpOptions): Dump {
  const file = readDg15(bytes);
  const { publicKey } = file;
  const parts: DumpNode[] = [leaf("public key", publicKeyText(publicKey))];
  if (publicKey.ok && publicKey.key.kind === "rsa")
    parts.push(leaf("modulus", `0x${publicKey.key.modulus.toString(16)}`));
  parts.push(leaf("subjectPublicKeyInfo", hexValue(file.spki, options)));
  return { kind: "dg15", title: "DG15: active authentication key", nodes: parts };
}

function hashList(sod: Sod): DumpNode {
  if (!sod.lds.ok) return leaf("LDS security object", `unreadable: ${sod.lds.message}`);
  const { object } = sod.lds;
  return branch(
    "LDS security object",
    [
      object.versionInfo === undefined
        ? undefined
        : leaf(
            "LDS version",
            `${version(object.versionInfo.ldsVersion)}, Unicode ${version(object.versionInfo.unicodeVersion)}`,
          ),
      leaf("digest algorithm", describeOid(object.digestAlgorithm.oid)),
      ...object.dataGroupHashes.map(({ number, hash, fault }) =>
        leaf(`DG${number}`, toHex(hash) + (fault === undefined ? "" : `  (no usable hash: ${fault})`)),
      ),
    ],
    `version ${object.version}`,
  );
}

function sod(bytes: Uint8Array, options: DumpOptions): Dump {
  const file = readSod(bytes);
  return {
    kind: "sod",
    title: "EF.SOD: document security object",
    nodes: signedDataNodes(file.signedData, hashList(file), options),
  };
}

export function cardAccess(bytes: Uint8Array, options: DumpOptions): Dump {
  const file = readCardAccess(bytes);
  const nodes = securityInfoNodes(file.securityInfos, options);
  if (file.trailingBytes > 0) nodes.push(leaf("bytes behind it", String(file.trailingBytes)));
  return { kind: "card-access", title: "EF.CardAccess: what the chip's access control offers", nodes };
}

export function cardSecurity(bytes: Uint8Array, options: DumpOptions): Dump {
  const file = readCardSecurity(bytes);
  const content = branch("security infos", securityInfoNodes(file.securityInfos, options));
  return {
    kind: "card-security",
    title: "EF.CardSecurity: signed security infos",
    nodes: signedDataNodes(file.signedData, content, options),
  };
}

export const dir = plain("dir", "EF.DIR: applications of the card", readDir);
export const atrInfo = plain("atr-info", "EF.ATR/INFO: what the card can do", readAtrInfo);

/** Readers of the files whose first tag is theirs alone. */
export const BY_TAG: ReadonlyMap<number, (bytes: Uint8Array, options: DumpOptions) => Dump> = new Map([
  [0x60, com],
  [0x61, dg1],
  [0x75, dg2],
  [0x63, plain("dg3", "DG3: fingerprints (headers alone)", readDg3)],
  [0x76, plain("dg4", "DG4: iris (headers alone)", readDg4)],
  [0x65, displayed("dg5", "DG5: displayed portrait", readDg5)],
  [0x67, displayed("dg7", "DG7: displayed signature", readDg7)],
  [0x6b, plain("dg11", "DG11: additional personal details", readDg11)],
  [0x6c, plain("dg12", "DG12: additional document details", readDg12)],
  [0x6d, dg13],
  [0x6e, dg14],
  [0x6f, dg15],
  [0x70, plain("dg16", "DG16: persons to notify", readDg16)],
  [0x77, sod],
  [0x31, cardAccess],
]);
