import { dataGroupOfTag, describeOid, readCom, readDg1, readSod, type Sod, tagName, toHex } from "@chipid/sdk";
import { signedDataNodes } from "./cms.js";
import { branch, type Dump, type DumpNode, type DumpOptions, leaf } from "./model.js";
import { mrzNodes } from "./mrz.js";

/** `040000` → `4.0.0`, `0107` → `1.7`. */
function version(digits: string): string {
  return (digits.match(/\d\d/g) ?? [digits]).map(Number).join(".");
}

export function comDump(bytes: Uint8Array): Dump {
  const com = readCom(bytes);
  const groups = com.tags.map((tag) => {
    const number = dataGroupOfTag(tag);
    return number === undefined ? `unknown (${tagName(tag)})` : `DG${number}`;
  });
  return {
    kind: "com",
    title: "EF.COM: which data groups there are",
    nodes: [
      leaf("LDS version", version(com.ldsVersion)),
      leaf("Unicode version", version(com.unicodeVersion)),
      leaf("data groups", groups.join(", ")),
    ],
  };
}

export function dg1Dump(bytes: Uint8Array): Dump {
  return { kind: "dg1", title: "DG1: machine-readable zone", nodes: mrzNodes(readDg1(bytes).lines) };
}

function hashList(sod: Sod): DumpNode {
  if (!sod.lds.ok) return leaf("LDS security object", `unreadable: ${sod.lds.message}`);
  const { object } = sod.lds;
  return branch(
    "LDS security object",
    [
      object.versionInfo === undefined
        ? undefined
        : leaf("LDS version", `${version(object.versionInfo.ldsVersion)}, Unicode ${version(object.versionInfo.unicodeVersion)}`),
      leaf("digest algorithm", describeOid(object.digestAlgorithm.oid)),
      ...object.dataGroupHashes.map(({ number, hash, fault }) =>
        leaf(`DG${number}`, toHex(hash) + (fault === undefined ? "" : `  (no usable hash: ${fault})`)),
      ),
    ],
    `version ${object.version}`,
  );
}

export function sodDump(bytes: Uint8Array, options: DumpOptions): Dump {
  const sod = readSod(bytes);
  return {
    kind: "sod",
    title: "EF.SOD: document security object",
    nodes: signedDataNodes(sod.signedData, hashList(sod), options),
  };
}
