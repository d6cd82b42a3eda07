import { describe, expect, it } from "vitest";
import type { AccessSecrets } from "../../src/channel/access.js";
import type { Card } from "../../src/iso7816/card.js";
import { createChip } from "../../src/simulator/chip/chip.js";
import type { ChipTries } from "../../src/simulator/chip/personalisation.js";
import { chipCrypto, chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

const WRONG_MRZ = "XXXXXXXXX080010113001013";
const WRONG = "000000";

function counting(profile: string, tries: ChipTries): Card {
  return chipOf({ ...documentOf(profile).chip, tries }, `tries ${profile}`);
}

/** One reading of the chip after power-up: what it says of the key. */
async function read(profile: string, card: Card, secrets: AccessSecrets): Promise<string> {
  await card.reset();
  const result = await inspectAs(documentOf(profile), card, { secrets });
  const { verdict, access, reasons } = result.inspection;
  if (verdict !== "retry") return verdict;
  expect(findingsOf(result)[0]).toBe("access.key.wrong retry");
  const attempts = access.attempts as readonly { readonly triesLeft?: number }[];
  const left = attempts.at(-1)?.triesLeft;
  const told = /Tries left: (\d+)/.exec(reasons[0]?.detail ?? "")?.[1];
  expect(told).toBe(left === undefined ? undefined : String(left));
  return `${left} left`;
}

describe("a chip that counts wrong tries (T69c)", () => {
  it.each(["passport-pace", "vn-2021", "pace-gm-dh-aes-128", "passport-pace-cam"])(
    "%s: each wrong CAN is a try less, also after power-up; the right one sets it back",
    async (profile) => {
      const card = counting(profile, { can: 3 });
      const { can } = documentOf(profile);
      expect(await read(profile, card, { can: WRONG })).toBe("2 left");
      expect(await read(profile, card, { can: WRONG })).toBe("1 left");
      // MSE:Set AT warns with 63C1, which is no failure.
      expect(await read(profile, card, { can })).toMatch(/^genuine/);
      expect(await read(profile, card, { can: WRONG })).toBe("2 left");
    },
  );

  it("is blocked at none, even for the right key, and by its own key alone", async () => {
    const profile = "passport-pace";
    const { can, chip } = documentOf(profile);
    const card = counting(profile, { can: 2, mrz: 5 });
    for (const [secrets, said] of [
      [{ can: WRONG }, "1 left"],
      [{ can: WRONG }, "0 left"],
      [{ can: WRONG }, "0 left"],
      [{ can }, "0 left"],
      [{ mrzInformation: WRONG_MRZ }, "4 left"],
      [{ mrzInformation: chip.passwords.mrz }, "genuine"],
      [{ can }, "0 left"],
    ] as const) {
      expect(await read(profile, card, secrets), JSON.stringify(said)).toBe(said);
    }
  });

  it("counts BAC's key", async () => {
    const profile = "passport-bac";
    const card = counting(profile, { bac: 2 });
    const right = { mrzInformation: documentOf(profile).chip.passwords.mrz };
    expect(await read(profile, card, { mrzInformation: WRONG_MRZ })).toBe("1 left");
    expect(await read(profile, card, right)).toBe("genuine-copyable");
    expect(await read(profile, card, { mrzInformation: WRONG_MRZ })).toBe("1 left");
    expect(await read(profile, card, { mrzInformation: WRONG_MRZ })).toBe("0 left");
    expect(await read(profile, card, right)).toBe("0 left");
  });

  it.each(["pin", "puk"] as const)("counts a %s", async (kind) => {
    const profile = "passport-pace";
    const { chip } = documentOf(profile);
    const passwords = { ...chip.passwords, [kind]: "4711471147" };
    const card = chipOf({ ...chip, passwords, tries: { [kind]: 3 } }, kind);
    expect(await read(profile, card, { [kind]: "1111111111" })).toBe("2 left");
    expect(await read(profile, card, { [kind]: "4711471147" })).toBe("genuine");
    expect(await read(profile, card, { [kind]: "1111111111" })).toBe("2 left");
  });

  it("counts for as long as the chip lives: another chip begins anew", async () => {
    const profile = "passport-pace";
    const chip = { ...documentOf(profile).chip, tries: { can: 3 } };
    for (const seed of ["one", "two"]) {
      const random = (length: number) => new Uint8Array(length).fill(seed.length);
      const card = createChip(chip, { random, ciphers: chipCrypto.ciphers, agreements: chipCrypto.agreement });
      expect(await read(profile, card, { can: WRONG })).toBe("2 left");
    }
  });

  it("says nothing where nothing is counted", async () => {
    expect(await read("passport-pace", counting("passport-pace", {}), { can: WRONG })).toBe("undefined left");
  });
});
