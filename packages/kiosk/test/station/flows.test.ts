import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Field, ScreenOf } from "../../src/shared/index.js";
import { type Bench, type BenchOptions, createBench, READER } from "./bench.js";
import { canKeys, cardOf, documentOf, tamperedCard, trustIssuer } from "./cards.js";

const citizen = documentOf();
const QR = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";
const LESSONS = fileURLToPath(new URL("../../../../fixtures/sessions", import.meta.url));

let bench: Bench | undefined;

async function open(options: BenchOptions = {}): Promise<Bench> {
  const made = await createBench({
    prepare: (folder) => trustIssuer(join(folder, "trust"), citizen),
    ...options,
    station: { lessonsFolder: LESSONS, ...options.station },
  });
  made.scans.set("qr", canKeys("123456", { scans: [QR] }));
  made.scans.set("wrong", canKeys("000000"));
  bench = made;
  if (options.reader !== false) await made.until(options.settings?.signIn === true ? "locked" : "ready");
  return made;
}

afterEach(async () => {
  const ending = bench;
  bench = undefined;
  await ending?.end();
});

const text = (fields: readonly Field[], id: Field["id"]): string | undefined => {
  const value = fields.find((field) => field.id === id)?.value;
  return value?.kind === "text" ? value.text : value?.kind;
};

/** Scans the card's code and puts it on. */
async function read(at: Bench, card = cardOf(citizen)): Promise<ScreenOf<"result">> {
  await at.ok({ type: "scan", text: "qr" });
  at.service.put(READER, card);
  return at.until("result");
}

describe("a genuine card", () => {
  it("comes from the self-check over the reading to a green result, the face, the slip and the end", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    expect(at.screen()).toEqual({ name: "ready", keyAtHand: true, issue: null });
    at.service.put(READER, cardOf(citizen));
    const { result } = await at.until("result", ({ result }) => result.portrait.state === "ready");
    expect(result.verdict).toBe("genuine");
    expect(result.reasons).toEqual([]);
    expect(result.generation).toBe("vn-2021");
    expect(result.compared).toBe(true);
    expect(text(result.fields, "number")).toBe("001099123456");
    expect(text(result.fields, "fullName")).toBe("Nguyễn Văn Mẫu");
    expect(result.fields.find(({ id }) => id === "fullName")?.printed).toEqual({
      agrees: true,
      value: { kind: "text", text: "Nguyễn Văn Mẫu" },
    });
    expect(text(result.fields, "ethnicity")).toBe("hidden");
    expect(text(result.fields, "oldNumber")).toBe("hidden");
    expect(result.actions).toEqual(["face", "refer", "details"]);

    const { portrait } = result;
    if (portrait.state !== "ready") throw new Error("no portrait");
    expect((await at.station.portrait(portrait.id))?.bytes.subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));

    expect(await at.send({ type: "finish" })).toEqual({ ok: false, refusal: "not-now" });
    expect(await at.send({ type: "slip" })).toEqual({ ok: false, refusal: "not-now" });
    at.service.take(READER);
    expect(await at.send({ type: "reveal", field: "ethnicity", reason: null })).toEqual({
      ok: false,
      refusal: "not-now",
    });
    await at.ok({ type: "reveal", field: "ethnicity", reason: "procedure" });
    await at.ok({ type: "reveal", field: "oldNumber", reason: null });
    const shown = (await at.until("result")).result.fields;
    expect(text(shown, "ethnicity")).toBe("Kinh");
    expect(text(shown, "religion")).toBe("hidden");
    expect(text(shown, "oldNumber")).toBe("012345678");

    await at.ok({ type: "details", open: true });
    const { details } = await at.until("details");
    expect(details.chip.chip).toBe("passed");
    expect(details.certificates.map(({ role }) => role)).toEqual(["signer", "anchor"]);
    expect(JSON.stringify(details)).not.toContain("Nguyễn");
    await at.ok({ type: "back" });
    await at.ok({ type: "face" });
    expect(result.action.en).toBe("Compare the face, then go on.");
    await at.ok({ type: "face-outcome", outcome: "same" });
    // What has been done is not what is next.
    const { result: compared } = await at.until("result");
    expect(compared.action.en).toBe("Make the slip if the procedure needs one, then finish.");
    await at.ok({ type: "slip" });
    const { slip } = await at.until("slip");
    expect(slip.fields.map(({ id }) => id)).toEqual(["number", "fullName", "birth"]);
    expect(await at.send({ type: "output", output: "handover" })).toEqual({ ok: false, refusal: "not-now" });
    expect(await at.send({ type: "output", output: "clipboard" })).toEqual({
      ok: true,
      text: "number\nfullName\nbirth",
    });
    await at.ok({ type: "finish" });
    expect(at.screen().name).toBe("ready");
    expect(await at.station.portrait(portrait.id)).toBeNull();
    expect(JSON.stringify(at.station.view())).not.toContain("Nguyễn");
  });

  it("shows its texts while it is read, and every step in order", async () => {
    const at = await open();
    await read(at);
    const readings = at.views.flatMap(({ screen }) => (screen.name === "reading" ? [screen] : []));
    const preview = readings.find((screen) => screen.preview !== null)?.preview;
    expect(text(preview?.fields ?? [], "fullName")).toBe("Nguyễn Văn Mẫu");
    expect(JSON.stringify(preview)).not.toContain("Kinh");
    const running = readings.flatMap(({ steps }) =>
      steps.filter(({ state }) => state === "running").map(({ id }) => id),
    );
    expect([...new Set(running)]).toEqual(["connect", "unlock", "list", "chip", "text", "portrait"]);
    expect(readings.some(({ steps }) => (steps.find(({ id }) => id === "portrait")?.done ?? 0) > 1000)).toBe(true);
  });

  it("asks for the key when the card comes first, and starts by itself with it", async () => {
    const at = await open();
    at.service.put(READER, cardOf(citizen));
    await at.until("key-needed");
    await at.ok({ type: "scan", text: "nonsense" });
    expect(at.screen()).toEqual({ name: "key-needed", needs: "any", issue: "not-understood" });
    await at.ok({ type: "can", can: "123456" });
    expect((await at.until("result")).result.verdict).toBe("genuine");
  });

  it("keeps a result though another card is put on", async () => {
    const at = await open();
    await read(at);
    at.service.take(READER);
    await new Promise((done) => setTimeout(done, 20));
    at.service.put(READER, cardOf(documentOf("vn-2024")));
    await new Promise((done) => setTimeout(done, 50));
    expect(at.screen().name).toBe("result");
    await at.ok({ type: "cancel" });
    await at.until("key-needed");
  });

  it("asks nothing of a card that it is done with", async () => {
    const at = await open();
    await read(at);
    await at.ok({ type: "cancel" });
    expect(at.screen()).toMatchObject({ name: "ready", keyAtHand: false });
    at.service.take(READER);
    await new Promise((done) => setTimeout(done, 20));
    at.service.put(READER, cardOf(citizen));
    await at.until("key-needed");
  });

  it("shows the labels of 2024 for a card issued since", async () => {
    const other = documentOf("vn-2024");
    const at = await open({ prepare: (folder) => trustIssuer(join(folder, "trust"), other) });
    at.scans.set("qr", canKeys("123457"));
    const { result } = await read(at, cardOf(other));
    expect(result).toMatchObject({ verdict: "genuine", generation: "vn-2024", compared: false });
    expect(text(result.fields, "oldNumber")).toBe("hidden");
    await at.ok({ type: "reveal", field: "oldNumber", reason: null });
    expect(text((await at.until("result")).result.fields, "oldNumber")).toBe("absent");
  });
});

describe("cards that are not to be accepted", () => {
  it("refers a copied chip: no word of forging, no data on the screen, the reference in its place", async () => {
    const at = await open();
    const { result } = await read(at, cardOf(citizen, "chip-key-absent"));
    expect(result.verdict).toBe("not-genuine");
    expect(result.reasons[0]?.code).toBe("chip.chip.failed");
    expect(JSON.stringify(result)).not.toMatch(/giả/i);
    expect(result.actions).toEqual(["refer", "details"]);
    expect(await at.send({ type: "finish" })).toEqual({ ok: false, refusal: "not-now" });
    expect(await at.send({ type: "face" })).toEqual({ ok: false, refusal: "not-now" });
    await at.ok({ type: "refer" });
    const refer = await at.until("refer");
    expect(refer.reference).toBe(result.reference);
    expect(Object.keys(refer).sort()).toEqual(["at", "name", "reference"]);
    await at.ok({ type: "finish" });
  });

  it("finds what was changed on the chip", async () => {
    const at = await open();
    const { result } = await read(at, tamperedCard(citizen));
    expect(result.verdict).toBe("not-genuine");
    expect(result.reasons.map(({ code }) => code)).toContain("hash.dg13.mismatch");
    expect(text(result.fields, "placeOfResidence")).toBeUndefined();
  });

  it("lets an expired card be finished with the way to a new one", async () => {
    const { holder } = citizen.profile;
    const national = { ...holder.national, expires: "15/01/2026" };
    const expired = documentOf("vn-2021", { holder: { ...holder, expiry: "260115", national } as typeof holder });
    const at = await open();
    const { result } = await read(at, cardOf(expired));
    expect(result).toMatchObject({ verdict: "not-valid", actions: ["finish", "refer", "details"] });
    expect(result.sentence.vi).toBe("Thẻ đã hết hạn.");
    await at.ok({ type: "finish" });
  });

  it("cannot confirm a card whose issuer it does not know", async () => {
    const at = await open({ prepare: async () => undefined });
    expect(at.station.view().warnings).toContain("trust-empty");
    const { result } = await read(at);
    expect(result).toMatchObject({ verdict: "unconfirmed", actions: ["again", "refer", "details"] });
    expect(result.reasons[0]?.code).toMatch(/^chain\.anchor\./);
  });
});

describe("readings that go wrong", () => {
  it("names the field of a wrong key, and goes on with another", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "wrong" });
    at.service.put(READER, cardOf(citizen));
    const wrong = await at.until("wrong-key");
    expect(wrong).toMatchObject({ field: "number", computedExpiry: false, issue: null });
    await at.ok({ type: "scan", text: "nonsense" });
    expect(at.screen()).toMatchObject({ name: "wrong-key", issue: "not-understood" });
    await at.ok({ type: "scan", text: "qr" });
    expect((await at.until("result")).result.verdict).toBe("genuine");
  });

  it("tries the key with the next card when the wrong one lay there", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    at.service.put(READER, cardOf(documentOf("vn-2024")));
    await at.until("wrong-key");
    at.service.take(READER);
    await new Promise((done) => setTimeout(done, 20));
    at.service.put(READER, cardOf(citizen));
    expect((await at.until("result")).result.verdict).toBe("genuine");
  });

  it("waits for a card that moved, and goes on where it was", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    const card = cardOf(citizen);
    at.service.put(READER, card, { leaveAfter: 17 });
    const moved = await at.until("moved");
    expect(moved).toMatchObject({ attempt: 1, of: 3 });
    at.service.put(READER, card);
    expect((await at.until("result")).result.verdict).toBe("genuine");
    expect(at.service.connections).toBe(0);
  });

  it("asks for a card that left as it was to be read, and does not count that as a reading", async () => {
    const at = await open();
    const card = cardOf(citizen);
    at.service.put(READER, card);
    await at.until("key-needed");
    at.service.takeUnseen(READER);
    await at.ok({ type: "scan", text: "qr" });
    expect(await at.until("moved")).toMatchObject({ attempt: 1 });
    at.service.take(READER);
    at.service.put(READER, card);
    expect((await at.until("result")).result.verdict).toBe("genuine");
  });

  it("goes on with the card that is put back after exchanges failed without a word of removal", async () => {
    const at = await open();
    const card = cardOf(citizen);
    await at.ok({ type: "scan", text: "qr" });
    at.service.put(READER, card, { lame: true });
    await at.until("moved");
    at.service.take(READER);
    at.service.put(READER, card);
    expect((await at.until("result")).result.verdict).toBe("genuine");
    expect(at.service.connections).toBe(0);
  });

  it("offers the manual path when the card moved three times", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    const card = cardOf(citizen);
    at.service.put(READER, card, { leaveAfter: 12 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await at.until("moved", (screen) => screen.attempt === attempt);
      at.service.put(READER, card, { leaveAfter: 3 });
    }
    const { result } = await at.until("result");
    expect(result).toMatchObject({ verdict: "retry", actions: ["manual", "again", "details"] });
    await at.ok({ type: "manual" });
    expect(at.screen()).toMatchObject({ name: "manual", failures: 3, reference: result.reference });
    await at.ok({ type: "manual-outcome", reason: "damaged" });
    expect(at.screen().name).toBe("ready");
  });

  it("offers the manual path after three readings that did not finish", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    at.service.put(READER, cardOf(citizen), { mute: true });
    for (let failure = 1; failure <= 3; failure++) {
      const { result } = await at.until("result");
      expect(result.verdict).toBe("retry");
      expect(result.actions.includes("manual")).toBe(failure === 3);
      if (failure < 3) await at.ok({ type: "again" });
    }
  });

  it("stops when the reader is taken away, and goes on when it is back", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    const card = cardOf(citizen);
    at.service.put(READER, card, { leaveAfter: 15 });
    await at.until("moved");
    at.service.unplug(READER);
    expect(await at.until("no-reader")).toMatchObject({ cause: "lost" });
    at.service.plug(READER);
    await at.until("ready");
    at.service.put(READER, card);
    expect((await at.until("result")).result.verdict).toBe("genuine");
  });

  it("says that the service is gone, and finds it again", async () => {
    const at = await open();
    at.service.stop();
    await at.until("no-reader");
    at.service.start();
    await at.until("ready");
  });

  it("asks which reader is meant when there are several", async () => {
    const at = await open();
    at.service.plug("Another Reader 01 00");
    expect(await at.until("no-reader")).toMatchObject({ cause: "several" });
  });

  it("scans again when the print differs, and calls it so when it differs twice alike", async () => {
    const at = await open();
    const other = QR.replace("Nguyễn Văn Mẫu", "Nguyễn Văn Khác");
    at.scans.set("other", canKeys("123456", { scans: [other] }));
    await at.ok({ type: "scan", text: "other" });
    at.service.put(READER, cardOf(citizen));
    const { result } = await at.until("result");
    expect(result).toMatchObject({ verdict: "retry", compared: true });
    expect(result.fields.find(({ id }) => id === "fullName")?.printed?.agrees).toBe(false);
    await at.ok({ type: "scan", text: "other" });
    expect((await at.until("result", (screen) => screen.result.verdict !== "retry")).result.verdict).toBe(
      "not-genuine",
    );
  });
});

describe("a card whose number was typed", () => {
  const typed = async (): Promise<Bench> => {
    const at = await open();
    at.scans.set("number", canKeys("123456", { source: "number" }));
    await at.ok({ type: "scan", text: "number" });
    at.service.put(READER, cardOf(citizen));
    const { result } = await at.until("result", ({ result }) => result.portrait.state === "ready");
    expect(result).toMatchObject({ verdict: "genuine", compared: false });
    return at;
  };

  it("is compared with its print when that is scanned while the result is shown", async () => {
    const at = await typed();
    expect(await at.send({ type: "scan", text: "number" })).toEqual({ ok: false, refusal: "not-now" });
    expect(await at.send({ type: "scan", text: "nonsense" })).toEqual({ ok: false, refusal: "shape" });
    expect(at.screen()).toMatchObject({ name: "result", result: { verdict: "genuine" } });
    await at.ok({ type: "scan", text: "qr" });
    const { result } = await at.until("result", ({ result }) => result.compared);
    expect(result).toMatchObject({ verdict: "genuine", face: null });
    // Compared once: the next code is the next citizen's.
    expect(await at.send({ type: "scan", text: "qr" })).toEqual({ ok: false, refusal: "not-now" });
  });

  it("is not compared with a code that comes when it has left, or when the faces were compared", async () => {
    const at = await typed();
    at.service.take(READER);
    await new Promise((done) => setTimeout(done, 30));
    at.service.put(READER, cardOf(citizen));
    await new Promise((done) => setTimeout(done, 30));
    expect(await at.send({ type: "scan", text: "qr" })).toEqual({ ok: false, refusal: "not-now" });
    await at.ok({ type: "cancel" });
    at.service.take(READER);
    await at.until("ready");
    await new Promise((done) => setTimeout(done, 30));
    await at.ok({ type: "scan", text: "number" });
    at.service.put(READER, cardOf(citizen));
    await at.until("result", ({ result }) => result.portrait.state === "ready");
    await at.ok({ type: "face" });
    await at.ok({ type: "face-outcome", outcome: "same" });
    expect(await at.send({ type: "scan", text: "qr" })).toEqual({ ok: false, refusal: "not-now" });
  });
});

describe("what a scan says of a value that is hidden", () => {
  it("is whether it agrees, and not the value", async () => {
    const at = await open();
    at.scans.set("qr", canKeys("123456", { scans: [QR.replace("|012345678|", "|987654321|")] }));
    const { result } = await read(at);
    expect(result).toMatchObject({ verdict: "retry", compared: true });
    const hidden = { kind: "hidden" };
    expect(result.fields.find(({ id }) => id === "oldNumber")).toEqual({
      id: "oldNumber",
      value: hidden,
      printed: { agrees: false, value: hidden },
    });
    expect(JSON.stringify(at.station.view())).not.toMatch(/012345678|987654321/);
  });
});

describe("what is left open", () => {
  it("warns, counts, and forgets", async () => {
    const at = await open();
    await read(at);
    at.time.pass(59);
    expect(at.station.view().idle).toBeNull();
    at.time.pass(1);
    expect(at.station.view().idle).toBe(15);
    at.time.pass(5);
    expect(at.station.view().idle).toBe(10);
    await at.ok({ type: "touch" });
    expect(at.station.view()).toMatchObject({ idle: null, screen: { name: "result" } });
    at.service.take(READER);
    await new Promise((done) => setTimeout(done, 20));
    at.time.pass(75);
    expect(at.station.view()).toMatchObject({ idle: null, screen: { name: "ready" } });
    expect(JSON.stringify(at.station.view())).not.toContain("001099123456");
  });

  it("forgets a key that no card came for", async () => {
    const at = await open({ settings: { idle: { warnAfter: 600, warning: 15, lockAfter: 0 } } });
    await at.ok({ type: "scan", text: "qr" });
    at.time.pass(60);
    expect(at.screen()).toMatchObject({ name: "ready", keyAtHand: false });
    at.service.put(READER, cardOf(citizen));
    await at.until("key-needed");
  });

  it("ends a reading that nobody waits for", async () => {
    const at = await open();
    await at.ok({ type: "scan", text: "qr" });
    at.service.put(READER, cardOf(citizen), { leaveAfter: 15 });
    await at.until("moved");
    at.time.pass(75);
    expect(at.screen().name).toBe("ready");
    await new Promise((done) => setTimeout(done, 50));
    expect(at.screen().name).toBe("ready");
    expect(at.service.connections).toBe(0);
  });

  it("locks by itself, and is opened with an officer's code", async () => {
    const procedures = ["residence", "birth"].map((id) => ({ id, name: { vi: id, en: id }, fields: [] }));
    const at = await open({
      settings: { signIn: true, idle: { warnAfter: 60, warning: 15, lockAfter: 300 }, procedures },
    });
    await at.ok({ type: "sign-in", officer: "no code!" });
    expect(at.screen()).toEqual({ name: "locked", signIn: true, issue: "officer-code" });
    await at.ok({ type: "sign-in", officer: "cb.01" });
    expect(at.station.view()).toMatchObject({ station: { officer: "cb.01" }, screen: { name: "ready" } });
    await at.ok({ type: "procedure", id: "birth" });
    expect(at.station.view().procedure).toBe("birth");
    at.time.pass(300);
    expect(at.station.view()).toMatchObject({ station: { officer: null }, screen: { name: "locked" } });
    await at.ok({ type: "sign-in", officer: "cb.02" });
    expect(at.station.view()).toMatchObject({ station: { officer: "cb.02" }, procedure: "residence" });
  });
});

describe("a screen that faces the queue", () => {
  it("shows no verdict and no data, and does what it is told", async () => {
    const at = await open({ settings: { facesQueue: true } });
    await at.ok({ type: "scan", text: "qr" });
    at.service.put(READER, cardOf(citizen));
    await at.until("public", ({ numberEnds, word }) => numberEnds === "3456" && word === "wait");
    await new Promise((done) => setTimeout(done, 300));
    await at.ok({ type: "face" });
    await at.ok({ type: "face-outcome", outcome: "same" });
    expect(at.screen()).toEqual({ name: "public", word: "thanks", numberEnds: "3456" });
    await at.ok({ type: "finish" });
    const all = JSON.stringify(at.views);
    expect(all).not.toContain("Nguyễn");
    expect(all).not.toContain("001099123456");
  });
});

describe("a screen that faces the queue, turned to the officer", () => {
  it("shows this citizen's case and no other's", async () => {
    const at = await open({ settings: { facesQueue: true } });
    expect(await at.send({ type: "turn" })).toEqual({ ok: false, refusal: "not-now" });
    const serve = async (): Promise<void> => {
      await at.ok({ type: "scan", text: "qr" });
      at.service.put(READER, cardOf(citizen));
      await at.until("public", ({ numberEnds }) => numberEnds === "3456");
      await at.ok({ type: "turn" });
      const { result } = await at.until("result", ({ result: found }) => found.portrait.state !== "loading");
      expect(result.verdict).toBe("genuine");
      await at.ok({ type: "face" });
      await at.ok({ type: "face-outcome", outcome: "same" });
      await at.ok({ type: "finish" });
      at.service.take(READER);
      await at.until("ready");
    };
    await serve();
    // The next one begins behind the public screen again.
    await serve();
  });
});

describe("training", () => {
  const lessons = async (at: Bench): Promise<ScreenOf<"training">["lessons"]> => {
    await at.ok({ type: "training", on: true });
    return (await at.until("training")).lessons;
  };

  it("plays every lesson to what it is to show, under a watermark", async () => {
    const at = await open();
    for (const { id, expects } of await lessons(at)) {
      await at.ok({ type: "lesson", id });
      if (id === "wrong-key") {
        await at.until("wrong-key");
        await at.ok({ type: "scan", text: "qr" });
      }
      const { result } = await at.until("result", ({ result }) => result.portrait.state !== "loading");
      expect([id, result.verdict]).toEqual([id, expects]);
      expect(at.station.view().station.training).toBe(true);
      await at.ok({ type: "cancel" });
      await at.until("training");
    }
    expect(at.views.some(({ screen }) => screen.name === "moved")).toBe(true);
    await at.ok({ type: "training", on: false });
    expect(at.station.view()).toMatchObject({ station: { training: false }, screen: { name: "ready" } });
  });

  it("needs no reader, and does not look at the one that is there", async () => {
    const at = await open({ reader: false });
    await at.until("no-reader");
    await lessons(at);
    at.service.plug(READER);
    at.service.put(READER, cardOf(citizen));
    await new Promise((done) => setTimeout(done, 30));
    expect(at.screen().name).toBe("training");
  });
});
