import { beforeAll, describe, expect, it } from "vitest";
import { profileOf, recordSession, tools } from "../../test/recorded-session.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readSession } from "./read-session.js";
import { type Replay, replaySession } from "./replay.js";
import type { Session, SessionExchange } from "./session-types.js";

/** What a replay comes to: its result, or the code of the error it is refused with. Anything else fails the test. */
async function outcome(session: Session): Promise<Replay | string> {
  try {
    return await replaySession(session, tools);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return error.code;
  }
}

function withExchange(session: Session, index: number, made: readonly SessionExchange[]): Session {
  return { ...session, exchanges: session.exchanges.flatMap((old, i) => (i === index ? made : [old])) };
}

describe.each(["vn-2021", "passport-aa"])("a session of %s that somebody altered", (name) => {
  let session: Session;
  let text: string;
  beforeAll(async () => {
    ({ session, text } = await recordSession(profileOf(name)));
  });

  it("with one bit of any response changed does not give the recorded result and go on", async () => {
    let departed = 0;
    for (const [index, exchange] of session.exchanges.entries()) {
      if (exchange.kind !== "apdu" || "fault" in exchange) continue;
      const response = exchange.response.slice();
      const at = Math.floor(response.length / 2);
      response[at] = (response[at] ?? 0) ^ 0x10;
      const replay = await outcome(
        withExchange(session, index, [{ kind: "apdu", command: exchange.command, response }]),
      );
      if (typeof replay === "string" || !replay.ok) departed++;
      // EF.CardAccess's own padding and files that are asked for and not needed may differ without harm.
      else expect(replay.inspection?.verdict).toBe(session.expect?.verdict);
    }
    expect(departed).toBeGreaterThan(session.exchanges.length / 2);
  });

  it("with any exchange left out, doubled or swapped is noticed", async () => {
    for (const [index, exchange] of session.exchanges.entries()) {
      for (const made of [[], [exchange, exchange]]) {
        const replay = await outcome(withExchange(session, index, made));
        expect(typeof replay === "string" || replay.mismatch !== undefined, `exchange ${index}`).toBe(true);
      }
    }
  });

  it("with the contact lost at any exchange is never green", async () => {
    for (const [index, exchange] of session.exchanges.entries()) {
      if (exchange.kind !== "apdu") continue;
      const lost = withExchange(session, index, [{ kind: "apdu", command: exchange.command, fault: "removed" }]);
      // What the terminal no longer asks for is cut off: the recording ends where the contact did.
      const replay = await outcome({ ...lost, exchanges: lost.exchanges.slice(0, index + 1) });
      expect(typeof replay === "string" ? replay : replay.inspection?.verdict, `exchange ${index}`).toBe("retry");
    }
  });

  it("cut after any line is refused as cut, or has lost its footer alone", async () => {
    const lines = text.trimEnd().split("\n");
    for (let count = 1; count < lines.length; count++) {
      const replay = await outcome(readSession(lines.slice(0, count).join("\n")));
      if (typeof replay === "string") expect(replay, `${count} lines`).toBe("session.cut");
      else expect(replay.exchanges, `${count} lines`).toBe(session.exchanges.length);
    }
  });
});
