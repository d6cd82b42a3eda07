import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { DEFAULT_POLICY } from "../inspection/policy.js";
import type { ReadingHabits } from "../iso7816/command-port.js";
import { MAX_SESSION_LINES, readSession } from "./read-session.js";
import type { Session, SessionExchange, SessionHeader, SessionTrust } from "./session-types.js";
import { formatSession, SessionWriter } from "./write-session.js";

/** Every habit there is: one that a session lost would change what a replay sends. */
const HABITS: Required<ReadingHabits> = {
  extended: false,
  sfi: true,
  readsBeyondEnd: false,
  namesParameters: true,
  atrInfo: false,
  maxCommand: 261,
  maxResponse: 258,
  mostPlain: 128,
  mostProtected: 111,
  cardAccess: "mf",
};

const header: SessionHeader = {
  created: Date.UTC(2026, 5, 1, 8, 30),
  tool: "chipid 0.1.0",
  reader: "Virtual reader 0",
  atr: Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01),
  limits: { maxResponse: 258 },
  habits: HABITS,
  keys: [
    { kind: "can", can: "123456" },
    { kind: "mrz", mrz: { documentNumber: "C01X00T47", birth: "640812", expiry: "201031" } },
  ],
  policy: { ...DEFAULT_POLICY, crl: "required", trustAge: 30 },
  at: Date.UTC(2026, 5, 1, 12),
  today: "2026-06-02",
  dataGroups: [7, 16],
  assumed: Uint8Array.of(0x31, 0x00),
  challenge: Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1),
  scans: ["001099123456|||"],
  title: "A sample",
};

const session: Session = {
  header,
  random: [{ purpose: "aa.challenge", bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
  trust: [{ name: "csca.der", bytes: Uint8Array.of(0x30, 0x00), status: "unverified" }, { file: "csca-vn.der" }],
  exchanges: [
    {
      kind: "apdu",
      command: Uint8Array.of(0, 0x84, 0, 0, 8),
      response: Uint8Array.of(0x90, 0),
      ms: 1.25,
      note: "first",
    },
    { kind: "apdu", command: Uint8Array.of(0, 0xb0, 0, 0, 0), fault: "removed" },
    { kind: "reset", ms: 3, atr: Uint8Array.of(0x3b, 0x00) },
    { kind: "reset", fault: "timeout" },
    { kind: "reconnect", card: true, atr: Uint8Array.of(0x3b, 0x01) },
    { kind: "reconnect", card: false, ms: 2000 },
  ],
  expect: { verdict: "retry", reasons: ["card.lost"], holder: null, apdus: 2 },
  complete: true,
};

const code = (input: string | Uint8Array): string => {
  try {
    readSession(input);
    return "accepted";
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return error.code;
  }
};

const text = formatSession(session);
const lines = text.trimEnd().split("\n");
const withLine = (index: number, line: string): string => lines.map((old, i) => (i === index ? line : old)).join("\n");

describe("chipid-session/1", () => {
  it("is read as it was written", () => {
    expect(readSession(text)).toEqual(session);
    expect(readSession(utf8(text))).toEqual(session);
    expect(readSession(text.replaceAll("\n", "\r\n"))).toEqual(session);
    expect(readSession(`\ufeff${text}\n\n`)).toEqual(session);
  });

  it("is JSON Lines: header, one line an exchange, footer", () => {
    expect(lines).toHaveLength(1 + session.exchanges.length + 1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      format: "chipid-session/1",
      atr: "3b80800101",
      keys: [{ can: "123456" }, { mrz: { documentNumber: "C01X00T47", birth: "640812", expiry: "201031" } }],
      random: [{ purpose: "aa.challenge", bytes: "0102030405060708" }],
      at: "2026-06-01T12:00:00.000Z",
    });
    expect(JSON.parse(lines[1] ?? "")).toEqual({ command: "0084000008", response: "9000", ms: 1.25, note: "first" });
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
      expect: { verdict: "retry", reasons: ["card.lost"], holder: null, apdus: 2 },
    });
  });

  it("written as it happened reads as the finished form does", () => {
    const written: string[] = [];
    const writer = new SessionWriter((line) => written.push(line), header);
    const [draw] = session.random;
    if (draw !== undefined) writer.draw(draw);
    for (const exchange of session.exchanges) writer.exchange(exchange);
    writer.trust(session.trust);
    writer.end(session.expect);
    writer.exchange({ kind: "reset" }); // what comes after the footer is not written
    expect(readSession(written.join("\n"))).toEqual(session);
    expect(formatSession(readSession(written.join("\n")))).toBe(text);
  });

  it("is read as others may write it: a day, the bare name of a file, a fault as the response", () => {
    const day = readSession(text.replace('"at":"2026-06-01T12:00:00.000Z"', '"at":"2026-06-01"'));
    expect(day.header.at).toBe(header.at);
    const given = '"trust":[{"name":"csca.der","der":"MAA=","status":"unverified"},{"file":"csca-vn.der"}]';
    expect(text).toContain(given);
    for (const named of ['["csca.der"]', '[{"name":"csca.der"}]']) {
      expect(readSession(text.replace(given, `"trust":${named}`)).trust).toEqual([{ file: "csca.der" }]);
    }
    for (const fault of ["removed", "reset", "timeout"] as const) {
      const [exchange] = readSession(withLine(1, `{"command":"00840000","response":"${fault}"}`)).exchanges;
      expect(exchange).toEqual({ kind: "apdu", command: Uint8Array.of(0, 0x84, 0, 0), fault });
    }
  });

  it("expects nothing where the footer says nothing", () => {
    for (const footer of ['{"expect":{}}', '{"end":true}', '{"expect":{"verdict":null}}']) {
      const read = readSession(withLine(lines.length - 1, footer));
      expect(read.complete).toBe(true);
      expect(read).not.toHaveProperty("expect");
    }
  });

  it("keeps any session through a round trip", () => {
    const bytes = (min: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: min, maxLength: 40 });
    const exchange: fc.Arbitrary<SessionExchange> = fc.oneof(
      fc.record({ kind: fc.constant("apdu" as const), command: bytes(4), response: bytes(0) }),
      fc.record({
        kind: fc.constant("apdu" as const),
        command: bytes(4),
        fault: fc.constantFrom("removed" as const, "reset" as const, "timeout" as const, "transport" as const),
        note: fc.string({ maxLength: 40 }),
      }),
      fc.record({ kind: fc.constant("reset" as const) }),
    );
    const trust: fc.Arbitrary<SessionTrust> = fc.record({ name: fc.string({ maxLength: 20 }), bytes: bytes(0) });
    const any = fc.record({
      header: fc.constant(header),
      random: fc.array(fc.record({ purpose: fc.string({ maxLength: 20 }), bytes: bytes(0) }), { maxLength: 5 }),
      trust: fc.array(trust, { maxLength: 3 }),
      exchanges: fc.array(exchange, { maxLength: 20 }),
      complete: fc.boolean(),
    });
    fc.assert(
      fc.property(any, (made) => {
        expect(readSession(formatSession(made))).toEqual(made);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("cut between two lines is read as far as it goes, and says so", () => {
    const cut = readSession(lines.slice(0, 3).join("\n"));
    expect(cut.complete).toBe(false);
    expect(cut.exchanges).toEqual(session.exchanges.slice(0, 2));
    expect(cut.expect).toBeUndefined();
  });

  it("cut anywhere gives session.cut, or a session that says it is not complete", () => {
    const whole = new Set(lines.map((_, i) => lines.slice(0, i + 1).join("\n").length));
    for (let length = 40; length < text.length - 1; length++) {
      const start = text.slice(0, length);
      if (whole.has(length) || start.endsWith("\n")) {
        expect(readSession(start).complete, `${length}`).toBe(length >= text.length - 1);
      } else expect(code(start), `${length}`).toBe("session.cut");
    }
  });

  it.each([
    ["not a recording", "hello", "session.format"],
    ["nothing", "", "session.format"],
    ["a list", "[]", "session.format"],
    ["another format", '{"format":"chipid-evidence/1"}', "session.format"],
    ["not UTF-8", Uint8Array.of(0xff, 0xfe), "session.format"],
    ["another version", text.replace("chipid-session/1", "chipid-session/2"), "session.version"],
    ["something critical", text.replace('"tool"', '"critical":["warp"],"tool"'), "session.critical"],
    ["an unknown policy", text.replace('"crl":"required"', '"crl":"requried"'), "session.format"],
    ["a policy that is unknown", text.replace('"crl":', '"clr":'), "session.format"],
    ["no policy", text.replace('"policy"', '"polity"'), "session.format"],
    ["a time that is none", text.replace('"at":"2026', '"at":"x2026'), "session.format"],
    ["two keys in one", text.replace('"can":"123456"', '"can":"123456","pin":"1"'), "session.format"],
    ["an MRZ key that is none", text.replace("640812", "64o812"), "session.format"],
    ["a trust file elsewhere", text.replace("csca-vn.der", "../csca-vn.der"), "session.format"],
    ["a trust file in a drive", text.replace("csca-vn.der", "c:csca-vn.der"), "session.format"],
    ["a trust file that is a folder", text.replace("csca-vn.der", ".."), "session.format"],
    ["broken Base64", text.replace('"der":"MAA="', '"der":"MA="'), "session.format"],
    ["broken hex in a command", withLine(1, '{"command":"0g840000","response":"9000"}'), "session.line"],
    ["an odd number of digits", withLine(1, '{"command":"00840000","response":"900"}'), "session.line"],
    ["a command shorter than its header", withLine(1, '{"command":"0084","response":"9000"}'), "session.line"],
    ["an endless response", withLine(1, `{"command":"00840000","response":"${"00".repeat(66_000)}"}`), "session.line"],
    ["no response", withLine(1, '{"command":"00840000"}'), "session.line"],
    ["a fault and a response", withLine(1, '{"command":"00840000","response":"9000","fault":"reset"}'), "session.line"],
    ["an unknown fault", withLine(1, '{"command":"00840000","fault":"melted"}'), "session.line"],
    ["a line of another kind", withLine(1, '{"remark":"hello"}'), "session.line"],
    ["two kinds in a line", withLine(1, '{"reset":true,"command":"00840000"}'), "session.line"],
    ["a line that is not JSON", withLine(1, '{"command":"00840000",'), "session.line"],
    ["a number for a text", withLine(1, '{"command":840000,"response":"9000"}'), "session.line"],
    ["an unknown verdict", withLine(lines.length - 1, '{"expect":{"verdict":"fine"}}'), "session.line"],
    ["an unknown expectation", withLine(lines.length - 1, '{"expect":{"Verdict":"genuine"}}'), "session.line"],
    ["an impossible day", text.replace('"at":"2026-06-01T12:00:00.000Z"', '"at":"2026-13-01"'), "session.format"],
    ["a trust file named bare elsewhere", text.replace('{"file":"csca-vn.der"}', '"../csca-vn.der"'), "session.format"],
    ["an unknown holder field", withLine(lines.length - 1, '{"expect":{"holder":{"shoe":1}}}'), "session.line"],
    ["a line after the footer", `${text}{"reset":true}\n`, "session.line"],
    ["a challenge of 7 bytes", text.replace("0807060504030201", "08070605040302"), "session.format"],
    ["a data group 17", text.replace("[7,16]", "[7,17]"), "session.format"],
    ["two headers", [lines[0], ...lines].join("\n"), "session.line"],
    ["too many lines", `${lines[0]}\n${"\n".repeat(MAX_SESSION_LINES)}`, "session.limit"],
  ])("refuses %s", (_name, input, expected) => {
    expect(code(input)).toBe(expected);
  });

  it("what it refuses is not quoted in the message", () => {
    const secret = text.replace("640812", "64o812").replace('"123456"', '["123456"]');
    try {
      readSession(secret);
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toMatch(/64o812|123456|C01X/);
    }
  });

  it("gives nothing but typed errors for altered text", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.nat(3), (at, put, gone) => {
        code(text.slice(0, at) + put + text.slice(at + gone)); // throws whatever is not typed
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
