import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toHex } from "../../src/bytes/bytes.js";
import { openChip } from "../../src/channel/access.js";
import { CardChannel } from "../../src/channel/channel.js";
import { deterministicRandom } from "../../src/crypto/random.js";
import { inspectionToJson } from "../../src/inspection/json.js";
import type { CardInspection } from "../../src/inspection/live/inspect-card.js";
import type { Inspection } from "../../src/inspection/result.js";
import type { Card } from "../../src/iso7816/card.js";
import { mrzInformation } from "../../src/mrz/mrz-information.js";
import { recordInspection } from "../../src/recording/record-inspection.js";
import { parseFault, withFaults } from "../../src/simulator/chip/faults.js";
import type { SimulatedDocument } from "../../src/simulator/simulated-document.js";
import { FAULT_RUN_NAMES, FAULT_RUNS } from "./fault-runs.js";
import { AT, chipCrypto, chipOf, crypto, documentOf, inspectAs, trustOf } from "./kit.js";

/** What must not be in anything that is written down without being asked for, by what it is. */
class Needles {
  private readonly known = new Map<string, string>();

  constructor({ data, chip, can }: SimulatedDocument) {
    const { holder, mrz } = data;
    for (const [index, line] of mrz.entries()) this.add(`line ${index + 1} of the MRZ`, line);
    this.add("MRZ information", chip.passwords.mrz);
    this.add("document number", holder.documentNumber);
    this.add("surname", holder.surname);
    this.add("given names", holder.givenNames);
    this.add("birth", holder.birth);
    this.add("CAN", can);
    for (const [name, value] of Object.entries(holder.national ?? {})) {
      for (const text of [value].flat()) {
        if (typeof text === "string" && text.length > 5) this.add(name, text);
      }
    }
  }

  add(what: string, text: string | undefined): void {
    if (text !== undefined) this.known.set(text.toLowerCase(), what);
  }

  addBytes(what: string, bytes: Uint8Array): void {
    if (bytes.length < 8) return;
    this.add(what, toHex(bytes));
    this.add(what, Buffer.from(bytes).toString("base64"));
    this.add(what, Array.from(bytes).join(","));
    this.add(what, Array.from(bytes).join(", "));
  }

  /** What is found in a text, whatever its case and its blanks. */
  in(text: string): string[] {
    const plain = text.toLowerCase();
    const found = [...this.known].filter(([needle]) => plain.includes(needle)).map(([, what]) => what);
    return [...new Set(found)];
  }
}

/** The result without the parts whose purpose is to tell the document's data. */
function technical(inspection: Inspection): unknown {
  const all = JSON.parse(inspectionToJson(inspection)) as Record<string, unknown>;
  const rest = Object.entries(all).filter(([name]) => !["document", "holder", "vietnam", "portrait"].includes(name));
  if (rest.length !== Object.keys(all).length - 4) throw new Error("a result has these four parts");
  return Object.fromEntries(rest);
}

interface Run {
  readonly result: CardInspection;
  /** Everything that a host's log would get: errors as they are shown, progress, the technical part of the result. */
  readonly written: string;
}

async function watchedRun(document: SimulatedDocument, card: Card, needles: Needles, seed: string): Promise<Run> {
  const written: string[] = [];
  const random = deterministicRandom(seed);
  const result = await inspectAs(document, card, {
    random: (length, purpose) => {
      const bytes = random(length, purpose);
      // Nonces that go over the air in plain are no secret.
      if (!/challenge/.test(purpose)) needles.addBytes(`random for ${purpose}`, bytes);
      return bytes;
    },
    onSecured: ({ enc, mac }) => {
      needles.addBytes("session key", enc);
      needles.addBytes("session key", mac);
    },
    onProgress: (progress) => written.push(inspect(progress, { depth: 20 })),
    reconnect: async (fault) => {
      written.push(inspect(fault, { depth: 20 }), JSON.stringify(fault));
      return undefined;
    },
  });
  written.push(JSON.stringify(technical(result.inspection)));
  return { result, written: written.join("\n") };
}

/** Every exchange is spoiled by some kind of fault, none by all: `npm run soak -- faults` does that. */
const STEP = 5;
const PROFILES = ["vn-2021", "passport-bac", "passport-pace-cam", "passport-aa"];

describe("what is written down of an inspection", () => {
  const output: string[] = [];
  const writers = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  beforeEach(() => {
    output.length = 0;
    for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void output.push(inspect(words, { depth: 20 })));
    }
    for (const { stream } of writers) {
      vi.spyOn(stream, "write").mockImplementation((chunk: unknown) => {
        output.push(String(chunk));
        return true;
      });
    }
  });
  afterEach(() => void vi.restoreAllMocks());

  it.each(PROFILES)("%s: no personal data and no secret, whatever goes wrong", async (profile) => {
    const document = documentOf(profile);
    const needles = new Needles(document);
    const whole = await watchedRun(document, chipOf(document.chip, "whole"), needles, "whole");
    const exchanges = whole.result.inspection.timing.apdus;
    const found: string[] = [];
    const look = (what: string, text: string): void => {
      for (const needle of needles.in(text)) found.push(`${what}: ${needle}`);
    };
    look("whole", whole.written);
    for (const [index, kind] of FAULT_RUN_NAMES.entries()) {
      const { fault, argument } = FAULT_RUNS[kind];
      for (let at = 1 + (index % STEP); at <= exchanges; at += STEP) {
        const what = `${kind} at ${at}`;
        const card = withFaults(chipOf(document.chip, what), [parseFault(`${fault}@${at}${argument}`)]);
        look(what, (await watchedRun(document, card, needles, what)).written);
      }
    }
    look("the console", output.join("\n"));
    expect(found).toEqual([]);
    expect(output).toEqual([]);
  });

  it.each(PROFILES)("%s: errors of an access with wrong secrets tell none of them", async (profile) => {
    const document = documentOf(profile);
    const wrong = {
      can: "731952",
      mrzInformation: mrzInformation({ documentNumber: "ZZ9876543", birth: "900101", expiry: "300101" }),
    };
    const needles = new Needles(document);
    needles.add("wrong CAN", wrong.can);
    needles.add("wrong MRZ information", wrong.mrzInformation);
    needles.add("wrong number", "ZZ9876543");
    const secrets = profile === "passport-bac" ? { mrzInformation: wrong.mrzInformation } : wrong;
    const channel = new CardChannel(chipOf(document.chip, "wrong"));
    const error = await openChip(channel, { secrets, random: deterministicRandom("wrong") }).then(
      () => undefined,
      (fault: unknown) => fault,
    );
    expect(error).toMatchObject({ code: expect.stringMatching(/^access\./) });
    const written = `${inspect(error, { depth: 20, showHidden: true })}\n${JSON.stringify(error)}`;
    expect(needles.in(written)).toEqual([]);
    const result = await inspectAs(document, chipOf(document.chip, "wrong"), { secrets });
    expect(result.inspection.verdict).toBe("retry");
    expect(needles.in(JSON.stringify(technical(result.inspection)))).toEqual([]);
  });

  it("are found where they are meant to be: in a recording, and in the result itself", async () => {
    const document = documentOf("vn-2021");
    const needles = new Needles(document);
    const lines: string[] = [];
    const random = deterministicRandom("recorded");
    const { inspection } = await recordInspection(chipOf(document.chip, "recorded"), {
      trust: trustOf(document),
      crypto,
      chipCrypto,
      random: (length, purpose) => {
        const bytes = random(length, purpose);
        needles.addBytes(`random for ${purpose}`, bytes);
        return bytes;
      },
      at: AT,
      keys: [
        { kind: "can", can: document.can ?? "" },
        {
          kind: "mrz",
          mrz: {
            documentNumber: document.data.holder.documentNumber,
            birth: document.data.holder.birth,
            expiry: document.data.holder.expiry,
          },
        },
      ],
      sink: (line) => void lines.push(line),
      tool: "test",
      created: AT,
    });
    const recorded = needles.in(lines.join("\n"));
    expect(recorded).toEqual(
      expect.arrayContaining(["CAN", "document number", "birth", "random for pace.ephemeral.map"]),
    );
    const result = needles.in(inspectionToJson(inspection));
    expect(result).toEqual(expect.arrayContaining(["line 1 of the MRZ", "line 3 of the MRZ", "document number"]));
    const keys = new Needles(document);
    keys.addBytes(
      "session key",
      Uint8Array.from({ length: 16 }, (_, i) => 200 + i),
    );
    expect(keys.in(inspect(new Error(`c8c9cacbcccdcecfd0d1d2d3d4d5d6d7`)))).toEqual(["session key"]);
  });
});
