import type { SignatureAlgorithm } from "@chipid/sdk";

/** A signature that is known to hold. The keys were made for this and are nobody's. */
export interface KnownSignature {
  /** SubjectPublicKeyInfo, hex. */
  readonly key: string;
  readonly algorithm: SignatureAlgorithm;
  /** Hex. */
  readonly signature: string;
}

/** What was signed, UTF-8. */
export const KNOWN_MESSAGE = "chipid known answer";
/** FIPS 180-4, SHA-256 of "abc". */
export const KNOWN_DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** A curve that hosts know, one that Electron's does not, and RSA. */
export const KNOWN_SIGNATURES: readonly KnownSignature[] = [
  {
    key:
      "3059301306072a8648ce3d020106082a8648ce3d03010703420004b636b5abc4a8e1a0c684409be31ff532a06c8a52314599" +
      "95a6c88d4014fded58266ca2dc2e754b9c074983678a1af07ed95822257cf3bd158c3115183affc8d8",
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    signature:
      "304402206355bbd8a41502eade676e283f2eef4c4f1127597aded4e61abca41d17d1f68c022010a2e1a6e09e3d8ac70d6e7f" +
      "92547cdcfacaa258dd1f302faa447ab22a5a564f",
  },
  {
    key:
      "305a301406072a8648ce3d020106092b2403030208010107034200040597602d8d92208e090f3550116467bbb026eb7ad78f" +
      "1e6aacf81430f9f0b5354fb5813d509fbd934113751920502e6615adb860ba2e20b08163663bd988d399",
    algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    signature:
      "3044022014989ce1f8a96d6be388c1da40f409bc4351c759f456bfd25000564761bf5b62022035dfe32097ca680ee5348d2e" +
      "96931e6c012cbdcdc09444ff3e715ce62923aa6a",
  },
  {
    key:
      "30820122300d06092a864886f70d01010105000382010f003082010a0282010100e74703c87d9fe6a137bbcdad174d63df68" +
      "ded90bbe9a18e7df7c39af909d20e347395ec5b9683897734070f44f436d35948814fa951d9e1bd635f5cd98372b7ef1b927" +
      "28d70ad43ae87a8ac8edd29dd9069d9d7d1553fb0aa0332ff1ca77d358f6a1b3993cd5048d4493f651e08135ba48e2837b00" +
      "440e378b083f1559a9916360129db64d078ad205583cfb198b6e856575cb4a38e08cabc1500e16222cac2e7fe7e93dd398d8" +
      "5ef9bf56e2c743701f995fe1e4149c8cacac3a0e3a0c0573641c8e025fb8b548c0f9f70129435433a9ceea790ab5b8143a9f" +
      "597015086065da8f9cb0211e900bf0238e9b61873941429012464312779c2b288bd27a0832d4790203010001",
    algorithm: { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 },
    signature:
      "43e450f91f8361bbe31c61ed77468d8734ac064a11c02433fc901c01b22995573e40a11cd99d3a57c47affe4a216cf4a36d5" +
      "6b6015a79ed493d0340fdb661fad4469aff0c43f65249812334c6b5501859d1d935aba9978fad7674748ecde0e78354264e5" +
      "ab64ce5a08f9ed6669facf28c5d648076b92b39f97863b50036ef96ade6852b5e6fdaec6338fd43e2fd26f4373e5ff2bcc19" +
      "8c4789735a9c575d23e6d17a6eff1093dee57a757f69c2addbf16d64962bf58e5443cc2fb45daa5c9b98b47e2e7f52782c75" +
      "1c964fb8aa32e0d7390c087aeeec598534ca330818f67fe14aae52c0f889c8eb6434e8f438e3f98c0b5a1f65ec7042da09b3" +
      "049a4e200052",
  },
];
