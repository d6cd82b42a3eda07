// Makes packages/sdk/src/crypto/vectors/openssl-signatures.json with the openssl command (3.0 or later):
//   node packages/sdk/test/openssl-vectors.mjs
// Signatures of an independent implementation, for curves, key sizes and hashes that have no published vectors. Keys are
// fresh at every run and thrown away; only public halves are kept.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "chipid-vectors-"));
const file = (name) => join(folder, name);
const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
const MESSAGE = Buffer.from("A message signed by the openssl command");
writeFileSync(file("message"), MESSAGE);

const CURVES = [
  ["P-192", "prime192v1"],
  ["P-224", "secp224r1"],
  ["P-256", "prime256v1"],
  ["P-384", "secp384r1"],
  ["P-521", "secp521r1"],
  ...[160, 192, 224, 256, 320, 384, 512].flatMap((bits) =>
    ["r1", "t1"].map((kind) => [`brainpoolP${bits}${kind}`, `brainpoolP${bits}${kind}`]),
  ),
];
// One hash shorter, one as long as and one longer than most orders; md5 and sha-1 for the oldest documents.
const EC_HASHES = [
  ["sha-1", "sha1"],
  ["sha-256", "sha256"],
  ["sha-512", "sha512"],
];

const ecdsa = CURVES.flatMap(([curve, name]) => {
  openssl("ecparam", "-name", name, "-genkey", "-noout", "-out", file("key"));
  const spki = openssl("pkey", "-in", file("key"), "-pubout", "-outform", "DER");
  const width = Math.ceil(Number(/\d{3}/.exec(curve)[0]) / 8);
  const point = spki.subarray(-2 * width);
  const compressed = openssl("ec", "-in", file("key"), "-pubout", "-conv_form", "compressed", "-outform", "DER");
  return EC_HASHES.map(([hash, opensslHash]) => ({
    curve,
    hash,
    x: point.subarray(0, width).toString("hex"),
    y: point.subarray(width).toString("hex"),
    compressedPoint: compressed.subarray(-width - 1).toString("hex"),
    signature: openssl("dgst", `-${opensslHash}`, "-sign", file("key"), file("message")).toString("hex"),
  }));
});

// Sizes whose top bit falls on each kind of byte boundary; 2041 bits makes the PSS encoding one byte shorter than n.
const RSA_KEYS = [
  [512, 65537],
  [1024, 3],
  [1280, 65537],
  [2041, 65537],
  [2047, 65537],
  [2048, 4294967297n],
];
const PKCS1 = [
  ["md5", "md5"],
  ["sha-1", "sha1"],
  ["sha-256", "sha256"],
];
const PSS = [
  ["sha-1", "sha-1", 20],
  ["sha-256", "sha-256", 0],
  ["sha-256", "sha-256", 21],
  ["sha-384", "sha-1", 17],
  ["sha-224", "sha-512", 28],
];
const commandName = (hash) => hash.replace("-", "");

const rsa = RSA_KEYS.flatMap(([bits, exponent]) => {
  openssl(
    "genpkey",
    "-algorithm",
    "RSA",
    "-pkeyopt",
    `rsa_keygen_bits:${bits}`,
    "-pkeyopt",
    `rsa_keygen_pubexp:${exponent}`,
    "-out",
    file("key"),
  );
  const modulus = openssl("rsa", "-in", file("key"), "-noout", "-modulus")
    .toString()
    .trim()
    .replace("Modulus=", "")
    .toLowerCase();
  const key = { bits, modulus, exponent: BigInt(exponent).toString(16) };
  const pkcs1 = PKCS1.map(([hash, name]) => ({
    ...key,
    scheme: "rsa-pkcs1",
    hash,
    signature: openssl("dgst", `-${name}`, "-sign", file("key"), file("message")).toString("hex"),
  }));
  const pss = PSS.flatMap(([hash, mgfHash, saltLength]) => {
    const hashBits = Number(hash.replace("sha-", "")) === 1 ? 160 : Number(hash.replace("sha-", ""));
    if (Math.ceil((bits - 1) / 8) < hashBits / 8 + saltLength + 2) return [];
    const signature = openssl(
      ...["dgst", `-${commandName(hash)}`, "-sign", file("key"), "-sigopt", "rsa_padding_mode:pss"],
      ...[
        "-sigopt",
        `rsa_pss_saltlen:${saltLength}`,
        "-sigopt",
        `rsa_mgf1_md:${commandName(mgfHash)}`,
        file("message"),
      ],
    );
    return [{ ...key, scheme: "rsa-pss", hash, mgfHash, saltLength, signature: signature.toString("hex") }];
  });
  return [...pkcs1, ...pss];
});

const made = `${openssl("version").toString().trim()}, node packages/sdk/test/openssl-vectors.mjs`;
const out = { made, message: MESSAGE.toString("hex"), ecdsa, rsa };
const target = new URL("../src/crypto/vectors/openssl-signatures.json", import.meta.url);
writeFileSync(target, `${JSON.stringify(out, null, 2)}\n`);
rmSync(folder, { recursive: true });
console.log(`${ecdsa.length} ECDSA and ${rsa.length} RSA signatures, ${readFileSync(target).length} bytes`);
