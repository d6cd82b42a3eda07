// ISO 3166-1: two-letter code (certificates) and three-letter code (MRZ), in pairs. ICAO 9303-3 §5 adds its own codes
// below. A pair that is not derivable from this table is "unknown", never "different".
const ISO_3166 =
  "AFAFG AXALA ALALB DZDZA ASASM ADAND AOAGO AIAIA AQATA AGATG ARARG AMARM AWABW AUAUS ATAUT AZAZE BSBHS BHBHR BDBGD " +
  "BBBRB BYBLR BEBEL BZBLZ BJBEN BMBMU BTBTN BOBOL BQBES BABIH BWBWA BVBVT BRBRA IOIOT BNBRN BGBGR BFBFA BIBDI CVCPV " +
  "KHKHM CMCMR CACAN KYCYM CFCAF TDTCD CLCHL CNCHN CXCXR CCCCK COCOL KMCOM CGCOG CDCOD CKCOK CRCRI CICIV HRHRV CUCUB " +
  "CWCUW CYCYP CZCZE DKDNK DJDJI DMDMA DODOM ECECU EGEGY SVSLV GQGNQ ERERI EEEST SZSWZ ETETH FKFLK FOFRO FJFJI FIFIN " +
  "FRFRA GFGUF PFPYF TFATF GAGAB GMGMB GEGEO DEDEU GHGHA GIGIB GRGRC GLGRL GDGRD GPGLP GUGUM GTGTM GGGGY GNGIN GWGNB " +
  "GYGUY HTHTI HMHMD VAVAT HNHND HKHKG HUHUN ISISL ININD IDIDN IRIRN IQIRQ IEIRL IMIMN ILISR ITITA JMJAM JPJPN JEJEY " +
  "JOJOR KZKAZ KEKEN KIKIR KPPRK KRKOR KWKWT KGKGZ LALAO LVLVA LBLBN LSLSO LRLBR LYLBY LILIE LTLTU LULUX MOMAC MGMDG " +
  "MWMWI MYMYS MVMDV MLMLI MTMLT MHMHL MQMTQ MRMRT MUMUS YTMYT MXMEX FMFSM MDMDA MCMCO MNMNG MEMNE MSMSR MAMAR MZMOZ " +
  "MMMMR NANAM NRNRU NPNPL NLNLD NCNCL NZNZL NINIC NENER NGNGA NUNIU NFNFK MKMKD MPMNP NONOR OMOMN PKPAK PWPLW PSPSE " +
  "PAPAN PGPNG PYPRY PEPER PHPHL PNPCN PLPOL PTPRT PRPRI QAQAT REREU ROROU RURUS RWRWA BLBLM SHSHN KNKNA LCLCA MFMAF " +
  "PMSPM VCVCT WSWSM SMSMR STSTP SASAU SNSEN RSSRB SCSYC SLSLE SGSGP SXSXM SKSVK SISVN SBSLB SOSOM ZAZAF GSSGS SSSSD " +
  "ESESP LKLKA SDSDN SRSUR SJSJM SESWE CHCHE SYSYR TWTWN TJTJK TZTZA THTHA TLTLS TGTGO TKTKL TOTON TTTTO TNTUN TRTUR " +
  "TMTKM TCTCA TVTUV UGUGA UAUKR AEARE GBGBR UMUMI USUSA UYURY UZUZB VUVUT VEVEN VNVNM VGVGB VIVIR WFWLF EHESH YEYEM " +
  "ZMZMB ZWZWE";

/**
 * Issuing states of MRZs that sign under another country's code: MRZ code → two-letter codes of signers. Sources:
 * ICAO 9303-3 §5 (codes D, GBD…GBS, UNO, UNA, UNK, RKS, EUE, XOM, XPO, XCC…), and the subjects of published master
 * lists (UN, EU, XO, KS, ZZ).
 */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  D: ["DE"],
  GBD: ["GB"],
  GBN: ["GB"],
  GBO: ["GB"],
  GBP: ["GB"],
  GBS: ["GB"],
  // The state of specimens (ICAO 9303-3 §5), and the code their issuers use in certificates.
  UTO: ["UT"],
  RKS: ["KS", "XK"],
  XKX: ["KS", "XK"],
  UNO: ["UN", "ZZ"],
  UNA: ["UN", "ZZ"],
  UNK: ["UN", "ZZ"],
  EUE: ["EU"],
  XOM: ["XO", "XM"],
  XPO: ["XP"],
  XES: ["XE"],
  XMP: ["XM"],
  // Special administrative regions sign under their own or China's code.
  HKG: ["HK", "CN"],
  MAC: ["MO", "CN"],
};

/** Countries whose three-letter code some issuers also write in certificates, and dependencies of one passport issuer. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  // Crown dependencies and overseas territories get passports from the United Kingdom's authority.
  GB: ["GGY", "JEY", "IMN", "GIB", "BMU", "AIA", "VGB", "CYM", "FLK", "MSR", "PCN", "SHN", "TCA"],
  FR: ["GUF", "PYF", "ATF", "GLP", "MTQ", "MYT", "NCL", "REU", "BLM", "MAF", "SPM", "WLF"],
  NL: ["ABW", "CUW", "SXM", "BES"],
  DK: ["FRO", "GRL"],
  CN: ["HKG", "MAC"],
};

const ALPHA3_TO_2 = new Map<string, string>();
const ALPHA2 = new Set<string>();
for (const pair of ISO_3166.split(" ")) {
  ALPHA3_TO_2.set(pair.slice(2), pair.slice(0, 2));
  ALPHA2.add(pair.slice(0, 2));
}
const SPECIAL_2 = new Set(Object.values(SPECIAL).flat());

/** How an MRZ's issuing state and a certificate's country relate (T31). */
export type StateRelation = "same" | "different" | "unknown";

/**
 * Compares the issuing state of DG1 (`D`, `VNM`, fillers removed or not) with a certificate's country (`VN`, also
 * `VNM` as some issuers write it), without regard to case. `different` only when both are states of the table.
 */
export function compareStates(mrzState: string, country: string): StateRelation {
  const state = mrzState.replace(/<+$/, "").toUpperCase();
  const code = country.trim().toUpperCase();
  const code2 = code.length === 3 ? (ALPHA3_TO_2.get(code) ?? code) : code;
  const special = SPECIAL[state];
  if (special?.includes(code2) === true) return "same";
  const alpha2 = ALPHA3_TO_2.get(state);
  if (alpha2 !== undefined && alpha2 === code2) return "same";
  if (SHARED[code2]?.includes(state) === true) return "same";
  const stateKnown = alpha2 !== undefined || special !== undefined;
  const codeKnown = ALPHA2.has(code2) || SPECIAL_2.has(code2);
  return stateKnown && codeKnown ? "different" : "unknown";
}

/** Compares the countries of two certificates (T32): two- or three-letter codes, without regard to case. */
export function compareCountries(a: string, b: string): StateRelation {
  const level = (code: string): string => {
    const upper = code.trim().toUpperCase();
    return upper.length === 3 ? (ALPHA3_TO_2.get(upper) ?? upper) : upper;
  };
  const x = level(a);
  const y = level(b);
  if (x === y) return "same";
  const kin = (p: string, q: string): boolean =>
    Object.values(SPECIAL).some((codes) => codes.includes(p) && codes.includes(q)) ||
    (SHARED[p] ?? []).some((state) => ALPHA3_TO_2.get(state) === q);
  if (kin(x, y) || kin(y, x)) return "same";
  const known = (code: string): boolean => ALPHA2.has(code) || SPECIAL_2.has(code);
  return known(x) && known(y) ? "different" : "unknown";
}
