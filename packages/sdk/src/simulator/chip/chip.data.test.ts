import { expect, it } from "vitest";
import { dataJson, describeData } from "../../../test/data.js";
import { scriptedRandom } from "../../../test/scripted-card.js";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { PACE_PROTOCOLS } from "../../channel/pace-oids.js";
import { standardisedDomain } from "../../crypto/domain-parameters.js";
import type { Card } from "../../iso7816/card.js";
import { createChip } from "./chip.js";
import { type ChipPersonalisation, EXTENDED_LIMITS } from "./personalisation.js";

// The chip's side of the worked examples of ICAO 9303-11, byte for byte, the chip's random values being those printed there.

interface Apdu {
  readonly command: string;
  readonly alternative?: string;
  readonly response: string;
}

const EMPTY: ChipPersonalisation = {
  atr: new Uint8Array(0),
  masterFile: [],
  applications: [],
  passwords: {},
  bac: false,
  pace: [],
  chipAuthentication: [],
  chipKeys: [],
  limits: EXTENDED_LIMITS,
  quirks: {},
};

async function expectAnswers(chip: Card, apdus: readonly Apdu[], form: "command" | "alternative"): Promise<void> {
  for (const { command, alternative, response } of apdus) {
    const sent = form === "alternative" ? (alternative ?? command) : command;
    expect(toHex(await chip.transmit(fromHex(sent)))).toBe(response.toLowerCase());
  }
}

interface Bac {
  readonly mrzInformation: string;
  readonly rndIc: string;
  readonly kIc: string;
  readonly apdus: readonly Apdu[];
}

interface SecureMessaging {
  readonly tdes: {
    readonly cases: readonly { readonly protectedCommand: string; readonly protectedResponse: string }[];
  };
}

describeData("ICAO 9303-11 worked examples, the chip's side", () => {
  it("D.2 to D.4: BAC, and EF.COM selected and read under secure messaging", async () => {
    const bac = dataJson<Bac>("icao9303-11/bac.json");
    const { tdes } = dataJson<SecureMessaging>("icao9303-11/secure-messaging.json");
    const aid = fromHex("a0000002471001");
    const com = fromHex("60145F0104303130365F36063034303030305C026175");
    const files = [{ fid: 0x011e, sfi: 0x1e, bytes: com, read: "access" }] as const;
    const chip = createChip(
      { ...EMPTY, applications: [{ aid, files }], passwords: { mrz: bac.mrzInformation }, bac: true },
      { random: scriptedRandom({ "chip.bac.rnd.ic": bac.rndIc, "chip.bac.k.ic": bac.kIc }) },
    );
    expect(toHex(await chip.transmit(fromHex("00a4040c07a0000002471001")))).toBe("9000");
    await expectAnswers(chip, bac.apdus, "command");
    for (const { protectedCommand, protectedResponse } of tdes.cases) {
      expect(toHex(await chip.transmit(fromHex(protectedCommand)))).toBe(protectedResponse.toLowerCase());
    }
  });

  interface Gm {
    readonly oid: string;
    readonly parameterId: number;
    readonly mrzInformation: string;
    readonly nonce: string;
    readonly mapping: { readonly chipPrivate: string };
    readonly keyAgreement: { readonly chipPrivate: string };
    readonly apdus: readonly Apdu[];
  }

  it.each([
    ["G.1", "pace-ecdh-gm.json", "command"],
    ["G.1, domain parameters named", "pace-ecdh-gm.json", "alternative"],
    ["G.2", "pace-dh-gm.json", "command"],
    ["G.2, domain parameters named", "pace-dh-gm.json", "alternative"],
  ] as const)("%s: PACE with the generic mapping (%s, %s)", async (_, file, form) => {
    const vector = dataJson<Gm>(`icao9303-11/${file}`);
    const known = PACE_PROTOCOLS.find(({ oid }) => oid === vector.oid);
    const domain = standardisedDomain(vector.parameterId);
    if (known === undefined || domain === undefined) throw new Error("unknown protocol");
    const chip = createChip(
      {
        ...EMPTY,
        passwords: { mrz: vector.mrzInformation },
        pace: [{ ...known, parameterId: vector.parameterId, domain }],
      },
      {
        random: scriptedRandom({
          "chip.pace.nonce": vector.nonce,
          "chip.pace.ephemeral.map": vector.mapping.chipPrivate,
          "chip.pace.ephemeral.key": vector.keyAgreement.chipPrivate,
        }),
      },
    );
    await expectAnswers(chip, vector.apdus, form);
  });
});
